import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type BodyMemory,
  BodySink,
  createBodyMemory,
  freePiece,
} from '../../../../src/main/engine/capture/body-sink.ts'
import { spoolThreshold } from '../../../../src/main/engine/lib/captured-body.ts'
import { seeded } from '../../../support/seeded.ts'
import { tempDir } from '../../../support/temp-dir.ts'

/** A shorter one is the beginning of a longer one. */
const seededBytes = (length: number) => Uint8Array.from(seeded(1).bytes(length))

let folder: string
beforeEach(async () => {
  folder = await tempDir()
})

async function written(pieces: readonly Uint8Array[], memory: BodyMemory = createBodyMemory(2 ** 26)) {
  const sink = new BodySink(folder, memory)
  for (const piece of pieces) await sink.write(Uint8Array.from(piece))
  return sink
}

async function bytesOf(sink: BodySink): Promise<Buffer> {
  const body = await sink.finish()
  return body.kind === 'file' ? readFileSync(join(folder, body.name)) : Buffer.from(body.bytes)
}

describe('a body', () => {
  test('without a byte is empty, in memory', async () => {
    const sink = await written([])
    expect([sink.size, sink.whole]).toEqual([0, new Uint8Array(0)])
    expect(await sink.finish()).toEqual({ kind: 'memory', bytes: new Uint8Array(0) })
  })

  test('of one piece is that piece, without a copy', async () => {
    const memory = createBodyMemory(0)
    const sink = new BodySink(folder, memory)
    const piece = seededBytes(spoolThreshold)
    expect(sink.write(piece)).toBeUndefined()
    expect(sink.whole).toBe(piece)
    expect(memory.used).toBe(0)
  })

  test('of just the limit stays in memory, and of one byte more is a file', async () => {
    const inMemory = await written([seededBytes(spoolThreshold - 1), seededBytes(1)])
    expect((await inMemory.finish()).kind).toBe('memory')
    const spooled = await written([seededBytes(spoolThreshold), seededBytes(1)])
    expect(await spooled.finish()).toMatchObject({ kind: 'file', size: spoolThreshold + 1 })
    const atOnce = await written([seededBytes(spoolThreshold + 1)])
    expect(await bytesOf(atOnce)).toEqual(Buffer.from(seededBytes(spoolThreshold + 1)))
  })

  test('is the same bytes in whatever pieces it comes, with whatever memory there is', async () => {
    const body = seededBytes(2 * spoolThreshold + 77)
    const sizes = fc.array(
      fc.constantFrom(0, 1, 7, 16 * 1024, 65_536, 70_000, 300_000, spoolThreshold, spoolThreshold + 1),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    const cases = fc.tuple(sizes, fc.constantFrom(0, 65_536, 500_000, 2 ** 26))
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(cases, async ([lengths, limit]) => {
        const pieces: Uint8Array[] = []
        let at = 0
        for (const length of lengths) {
          pieces.push(body.subarray(at, at + length))
          at = Math.min(body.length, at + length)
        }
        const memory = createBodyMemory(limit)
        const sink = await written(pieces, memory)
        expect(sink.size).toBe(at)
        seen.add(sink.whole === null ? 'file' : 'memory')
        expect(Buffer.compare(await bytesOf(sink), body.subarray(0, at))).toBe(0)
        sink.release()
        expect(memory.used).toBe(0)
        await sink.discard()
      }),
      { numRuns: 40 },
    )
    expect(seen).toEqual(new Set(['file', 'memory']))
    expect(readdirSync(folder)).toEqual([])
  })

  test('nobody else takes the memory that it had', async () => {
    const memory = createBodyMemory(400_000)
    const one = await written([seededBytes(100_000), seededBytes(100_000)], memory)
    expect(memory.used).toBeGreaterThanOrEqual(200_000)
    const other = await written([seededBytes(150_000), seededBytes(150_000)], memory)
    expect(other.whole).toBeNull()
    one.release()
    expect(memory.used).toBeLessThanOrEqual(64 * 1024)
    const third = await written([seededBytes(150_000), seededBytes(150_000)], memory)
    expect(third.whole).not.toBeNull()
    await other.discard()
  })

  test('a folder that is gone is told to who writes, and discarding it is no trouble', async () => {
    const sink = new BodySink(join(folder, 'gone'), createBodyMemory(2 ** 26))
    await sink.write(seededBytes(spoolThreshold))
    await expect(sink.write(seededBytes(10))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(sink.discard()).resolves.toBeUndefined()
  })
})

describe('memory that is given back', () => {
  test('is that of a large piece of its own', () => {
    const piece = new Uint8Array(64 * 1024)
    freePiece(piece)
    expect(piece.length).toBe(0)
  })

  test('is never what other bytes share', () => {
    const shared = new Uint8Array(64 * 1024).fill(7)
    freePiece(shared.subarray(0, 32 * 1024))
    expect(shared.every((byte) => byte === 7)).toBe(true)
    expect(shared.length).toBe(64 * 1024)
  })

  test('twice is no fault', () => {
    const piece = new Uint8Array(64 * 1024)
    freePiece(piece)
    expect(() => freePiece(piece)).not.toThrow()
  })
})
