import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { packEntries, type RawEntry, readBlock, unpackEntries } from '../../../../src/main/engine/log/packing.ts'
import { head, logDir, openTestLog, type TestLog } from './log-support.ts'

const entry = (seq: number, text: string, body: Uint8Array | null, kind = 1): RawEntry => ({
  seq,
  kind,
  about: null,
  head: text,
  body,
})

test('a block gives back what was put in: no body, an empty one, any bytes, large ones, numbers beyond 32 bits', () => {
  const entries = [
    entry(1, '{}', null, 3),
    entry(2, '{"a":"ä€😀"}', new Uint8Array(0)),
    entry(3, '', Buffer.from([0, 255, 0, 254])),
    entry(2 ** 40 + 1, '{"n":1}', randomBytes(1024 * 1024)),
    entry(2 ** 53 - 1, JSON.stringify(head()), Buffer.alloc(2_000_000, 'kitchen ')),
  ]

  const unpacked = unpackEntries(packEntries(entries))

  expect(unpacked.map(({ seq, kind, head: text }) => [seq, kind, text])).toEqual(
    entries.map(({ seq, kind, head: text }) => [seq, kind, text]),
  )
  entries.forEach(({ body }, at) => {
    const found = unpacked[at]!.body
    expect(found === null ? null : Buffer.compare(found, body!)).toBe(body === null ? null : 0)
  })
})

test('a block that was cut, changed in any byte or is none at all is told from a whole one', () => {
  const block = packEntries(Array.from({ length: 10 }, (_, n) => entry(n, `{"n":${n}}`, randomBytes(20))))
  const changed = (at: number) => {
    const copy = Buffer.from(block)
    copy[at]! ^= 0x40
    return copy
  }

  const readable = Array.from(block, (_, at) => at).filter((at) => readBlock(changed(at)) !== null)
  // The descriptor of a frame has a bit that no decoder looks at.
  for (const at of readable) expect(readBlock(changed(at))).toEqual(unpackEntries(block))
  expect(readBlock(block.subarray(0, block.length - 1))).toBeNull()
  expect(readBlock(block.subarray(0, 30))).toBeNull()
  expect(readBlock(new Uint8Array(0))).toBeNull()
  expect(readBlock(Buffer.from('not a block'))).toBeNull()
  expect(readBlock(block)).toHaveLength(10)
})

/** A log of many deliveries, all but the newest packed. */
async function packedLog(
  count: number,
): Promise<{ log: TestLog; dir: string; reopen: (load: () => number) => TestLog }> {
  const dir = logDir()
  let log = openTestLog(dir)
  const reopen = (load: () => number) => {
    log.close()
    log = openTestLog(dir, load)
    return log
  }
  for (let n = 1; n <= count; n += 1) void log.add(`{"n":${n}}`)
  await expect.poll(() => log.reader.through()).toBe(count)
  reopen(() => 0)
  await expect.poll(() => sizesOfBlocks(log).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(count - 256 - 64)
  return { log, dir, reopen }
}

function withDatabase<T>(log: TestLog, run: (db: Database.Database) => T): T {
  const db = new Database(log.paths.database)
  try {
    return run(db)
  } finally {
    db.close()
  }
}

const sizesOfBlocks = (log: TestLog): number[] =>
  withDatabase(log, (db) => db.prepare('SELECT data FROM packs ORDER BY first').pluck().all() as Uint8Array[]).map(
    (data) => readBlock(data)?.length ?? 0,
  )

const damageBlock = (log: TestLog, first: number) =>
  withDatabase(log, (db) => db.prepare("UPDATE packs SET data = x'28b52ffd00112233' WHERE first = ?").run(first))

test('blocks are filled, also where deliveries come one by one', async () => {
  const { log, reopen } = await packedLog(400)
  for (let n = 0; n < 8; n += 1) {
    await log.add('{}')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }

  expect(sizesOfBlocks(log).filter((size) => size < 64)).toEqual([])
  reopen(() => 1).close()
})

test('once nothing is written any more, the write-ahead log is emptied and the file has shrunk', {
  timeout: 60_000,
}, async () => {
  const { log } = await packedLog(2500)
  const pages = () => withDatabase(log, (db) => db.pragma('page_count', { simple: true }) as number)
  await expect.poll(() => statSync(`${log.paths.database}-wal`).size).toBe(0)
  expect(statSync(log.paths.database).size).toBe(pages() * 8192)
  expect(sizesOfBlocks(log).length).toBeGreaterThan(30)
  await log.add('{"n":"after"}')
  expect(statSync(`${log.paths.database}-wal`).size).toBeGreaterThan(0)
})

test('one damaged block hides nothing but itself, and whoever reads on gets past it', async () => {
  const { log } = await packedLog(600)
  damageBlock(log, 65)

  const entries = log.reader.after(0, 1000)
  expect(entries.filter(({ kind }) => kind === 'unreadable')).toEqual([{ seq: 128, kind: 'unreadable' }])
  expect(entries).toHaveLength(600 - 64 + 1)
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map(({ seq }) => seq).toSorted((a, b) => a - b))
  // From a mark inside it, and in pieces that end in it.
  expect(log.reader.after(70, 2).map(({ seq, kind }) => [seq, kind])).toEqual([
    [128, 'unreadable'],
    [129, 'delivery'],
  ])
  expect(log.reader.after(60, 5).map(({ seq }) => seq)).toEqual([61, 62, 63, 64, 128])

  expect(log.reader.delivery(100)).toBeNull()
  expect([...log.reader.heads([1, 64, 65, 128, 129, 600]).keys()]).toEqual([1, 64, 129, 600])
  log.close()
})

test('one damaged head hides nothing but its delivery', async () => {
  const log = openTestLog(logDir())
  for (let n = 0; n < 3; n += 1) await log.add('{}')
  await log.writer.addFacts([{ kind: 'cause-found', about: 1, cause: { code: 'no-match', sentence: 'No.' } }])
  withDatabase(log, (db) => db.exec('UPDATE log SET head = \'{"request":\' WHERE seq IN (2, 4)'))

  expect(log.reader.after(0, 10).map(({ kind }) => kind)).toEqual(['delivery', 'unreadable', 'delivery', 'unreadable'])
  expect([...log.reader.heads([1, 2, 3]).keys()]).toEqual([1, 3])
  expect(log.reader.delivery(2)).toBeNull()
  expect(log.reader.facts(1)).toEqual([{ seq: 4, kind: 'unreadable' }])
  expect(log.reader.examinations([2, 4]).size).toBe(0)
  expect((await log.writer.remove([1, 2, 3])).removed).toEqual([1, 2, 3])
  log.close()
})

test('deliveries of a damaged block can be removed together with others', async () => {
  const { log } = await packedLog(600)
  damageBlock(log, 65)

  expect((await log.writer.remove([64, 100, 599])).removed.toSorted((a, b) => a - b)).toEqual([64, 100, 599])

  expect([...log.reader.heads([63, 64, 599, 600]).keys()]).toEqual([63, 600])
  await expect(
    log.writer.addFacts([{ kind: 'cause-found', about: 100, cause: { code: 'no-match', sentence: 'No.' } }]),
  ).rejects.toMatchObject({ code: 'not-found' })
  log.close()
})

test('a delivery that is removed leaves no byte of the damaged block it was in', async () => {
  const { log } = await packedLog(600)
  const damaged = withDatabase(log, (db) => {
    const data = db.prepare('SELECT data FROM packs WHERE first = 65').pluck().get() as Buffer
    data[20]! ^= 0xff
    db.prepare('UPDATE packs SET data = ? WHERE first = 65').run(data)
    db.pragma('wal_checkpoint(TRUNCATE)')
    return data
  })
  const left = damaged.subarray(-60)
  expect(log.reader.delivery(100)).toBeNull()
  expect(readFileSync(log.paths.database).includes(left)).toBe(true)

  await log.writer.remove([100])

  expect(log.reader.after(64, 1)).toEqual([{ seq: 128, kind: 'unreadable' }])
  log.close()
  expect(readFileSync(log.paths.database).includes(left)).toBe(false)
})
