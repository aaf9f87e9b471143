import { expect, test } from 'vitest'
import { createRecorder } from '../../../../../src/main/engine/capture/forward/answer-record.ts'

const mib = 1024 * 1024

test('notes time and size of each piece, and the body', () => {
  const memory = { limit: 16 * mib, used: 0 }
  const record = createRecorder(memory)
  record.take(Buffer.from('one'), 1)
  record.take(Buffer.from('three'), 30)
  expect(memory.used).toBe(8)
  expect(record.finish()).toMatchObject({
    body: Buffer.from('onethree'),
    bodySize: 8,
    bodyTruncated: false,
    chunkCount: 2,
    chunks: [
      { atMs: 1, bytes: 3 },
      { atMs: 30, bytes: 5 },
    ],
  })
  expect(memory.used).toBe(0)
})

test('holds the first MiB, and counts the rest', () => {
  const record = createRecorder({ limit: 16 * mib, used: 0 })
  for (let at = 0; at < 20; at++) record.take(Buffer.alloc(100_000, at), at)
  const { body, bodySize, bodyTruncated } = record.finish()
  expect(body.length).toBe(mib)
  expect(body[mib - 1]).toBe(10)
  expect({ bodySize, bodyTruncated }).toEqual({ bodySize: 2_000_000, bodyTruncated: true })
})

test('joins the pieces beyond the bound, so that a stream without end takes no memory', () => {
  const record = createRecorder({ limit: 16 * mib, used: 0 })
  for (let at = 0; at < 5000; at++) record.take(Buffer.from('ab'), at)
  const { chunks, chunkCount } = record.finish()
  expect(chunks).toHaveLength(300)
  expect(chunkCount).toBe(5000)
  expect(chunks.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(10_000)
})

test('holds little where memory is short, and never a body with a gap', () => {
  const memory = { limit: 100, used: 100 }
  const record = createRecorder(memory)
  record.take(Buffer.alloc(60_000, 1), 1)
  record.take(Buffer.alloc(60_000, 2), 2)
  memory.used = 0
  record.take(Buffer.alloc(60_000, 3), 3)
  const { body, bodySize } = record.finish()
  expect(bodySize).toBe(180_000)
  expect(body.length).toBe(64 * 1024)
  expect(new Set(body)).toEqual(new Set([1, 2]))
})
