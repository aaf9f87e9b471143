import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { readBatch } from '../../../../src/main/engine/projections/read-batch.ts'
import { head, logDir, openTestLog, request, type TestLog } from '../log/log-support.ts'

const never = () => {
  throw new Error('every entry can be read')
}

/** Numbers of the entries, batch by batch, until all are read. */
function batches({ reader }: TestLog): number[][] {
  const all: number[][] = []
  for (let mark = 0; mark < reader.through(); mark = all.at(-1)!.at(-1)!) {
    all.push(readBatch(reader, mark, reader.through(), never).entries.map(({ seq }) => seq))
  }
  return all
}

async function fill(count: number, body: Uint8Array, headers: HeaderPair[]): Promise<TestLog> {
  const log = openTestLog(logDir())
  const large = head({ request: { ...request, headers, bodySize: body.length } })
  for (let n = 0; n < count; n += 1) log.writer.addDelivery({ head: large, body, done: () => undefined })
  await expect.poll(() => log.reader.through()).toBe(count)
  return log
}

const { facts, verification, conformance, deadlineMs, attemptsDocumented } = head()
const examination = { facts, verification, conformance, deadlineMs, attemptsDocumented }

test('small entries come a thousand at a time, each once and in order', async () => {
  const log = await fill(2500, Buffer.from('{}'), [])

  expect(batches(log).map(({ length }) => length)).toEqual([1024, 1024, 452])
  expect(batches(log).flat()).toEqual(Array.from({ length: 2500 }, (_, at) => at + 1))
})

test.each([
  ['large bodies', Buffer.alloc(250_000, 'word '), []],
  ['small bodies that decode to large ones', gzipSync(Buffer.alloc(250_000, 'word ')), [['Content-Encoding', 'gzip']]],
] satisfies [string, Uint8Array, HeaderPair[]][])(
  '%s: what is made of them stays small, also when they are examined again',
  async (_, body, headers) => {
    const log = await fill(60, body, headers)
    await log.writer.addFacts(
      Array.from({ length: 60 }, (_, at) => ({ kind: 'examined' as const, about: at + 1, examination })),
    )
    const found = batches(log)

    expect(found.flat()).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
    expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(17)
  },
)

test('heads with hundreds of lines count as well', async () => {
  const lines = Array.from({ length: 400 }, (_, at): HeaderPair => [`X-Line-${at}`, 'some value'])
  const log = await fill(200, Buffer.from('{}'), lines)

  expect(Math.max(...batches(log).map(({ length }) => length))).toBeLessThan(60)
})
