import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { asStorageFault, type Database, openDatabase, readNumber, type Statement } from '../lib/database.ts'
import { crc32 } from '../lib/zlib.ts'
import { logCodeOf } from './delivery-id.ts'
import { LogDamage, openLogDatabase } from './log-database.ts'
import type { LogPaths } from './log-paths.ts'
import { numberAfterRecovery } from './number-reserve.ts'
import { unpackEntries } from './packing.ts'

export interface Recovery {
  /** Where the damaged file is now. */
  readonly setAside: string
  /** Entries (a block of packed ones counts as one) that were copied into the new file. */
  readonly entries: number
  /** One sentence for the screen. */
  readonly sentence: string
}

/** Ranges of numbers are halved down to this size where they cannot be read, then each number is tried. */
const smallestRange = 64

/** The new log while it is filled, and when it is complete: then it takes its place, also at a later start. */
const fillingOf = ({ database }: LogPaths) => join(dirname(database), 'switchhook.recovering.db')
const completeOf = ({ database }: LogPaths) => join(dirname(database), 'switchhook.recovered.db')
const markerOf = ({ database }: LogPaths) => join(dirname(database), 'switchhook.recover')

/** Damage was met while reading: the next start recovers what can be read, although the file opens. */
export function markForRecovery(paths: LogPaths): void {
  writeFileSync(
    markerOf(paths),
    'The log is copied into a new file at the next start, because a part of it cannot be read.\n',
  )
}

/**
 * Makes sure that the log can be opened: where its file is damaged, what can be read goes into a new file and the old one
 * is set aside. Null where nothing had to be done. Throws AppError as `openLogDatabase` does.
 */
export function recoverIfDamaged(paths: LogPaths): Recovery | null {
  if (existsSync(completeOf(paths))) putInPlace(paths)
  const marked = existsSync(markerOf(paths))
  try {
    openLogDatabase(paths.database).close()
    if (!marked) return null
  } catch (error) {
    if (!(error instanceof LogDamage)) throw error
  }
  try {
    return recover(paths)
  } catch (error) {
    throw asStorageFault(error, paths.database)
  }
}

/** Whatever ends it halfway (a full disk, a crash) leaves the damaged log in its place, for the next start. */
function recover(paths: LogPaths): Recovery {
  const filling = fillingOf(paths)
  removeDatabase(filling)
  const target = openLogDatabase(filling)
  let entries: number
  try {
    const copied = copyReadable(paths.database, target)
    entries = copied.entries
    target
      .prepare("INSERT INTO meta VALUES ('numbers-after', ?)")
      .run(String(numberAfterRecovery(paths, copied.highest)))
    target.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    target.close()
    removeDatabase(filling)
    throw error
  }
  target.close()
  renameSync(filling, completeOf(paths))
  const setAside = putInPlace(paths)
  const there = `the damaged file is still there as ${basename(setAside)}`
  const sentence =
    entries === 0
      ? `The log was damaged and nothing of it could be recovered, so Switchhook began a new one; ${there}.`
      : `The log was damaged. What could be read was recovered into a new one; ${there}. Single deliveries may be missing.`
  return { setAside, entries, sentence }
}

/** Sets the damaged log aside, as far as it is still there, and puts the recovered one in its place. */
function putInPlace(paths: LogPaths): string {
  const { database } = paths
  const setAside = freeName(database)
  for (const suffix of [...besides, '']) {
    if (existsSync(database + suffix)) renameSync(database + suffix, setAside + suffix)
  }
  renameSync(completeOf(paths), database)
  rmSync(markerOf(paths), { force: true })
  return setAside
}

const besides = ['-wal', '-shm', '-journal'] as const

function removeDatabase(path: string): void {
  for (const suffix of ['', ...besides]) rmSync(path + suffix, { force: true })
}

/** Names that `freeName` gives. */
export const isSetAside = (name: string): boolean => /\.damaged-\d+\.db$/.test(name)

function freeName(database: string): string {
  const stem = database.replace(/\.db$/, '')
  for (let number = 1; ; number += 1) {
    const name = `${stem}.damaged-${number}.db`
    if (!existsSync(name)) return name
  }
}

/** `highest`: the highest number of an entry that could be seen. */
function copyReadable(from: string, target: Database): { entries: number; highest: number } {
  let source: Database
  try {
    // Not read-only: the write-ahead log has to be read in.
    source = openDatabase(from)
    // Or SQLite would refuse a truncated file as a whole.
    source.unsafeMode()
    source.pragma('writable_schema = ON')
  } catch {
    return { entries: 0, highest: 0 }
  }
  try {
    copyTable(source, target, 'endpoints', ['id', 'json'])
    copyTable(source, target, 'secrets', ['id', 'endpoint_id', 'json', 'sealed'])
    copyTable(source, target, 'settings', ['key', 'value'])
    copyTable(source, target, 'runs', ['id', 'plan', 'state'])
    copyTable(source, target, 'run_items', ['id', 'items'])
    copyByNumber(source, target, shared)
    const copied = copyByNumber(source, target, packs) + copyByNumber(source, target, entries)
    if (copied > 0) keepIds(source, target)
    const highest = Math.max(highestKey(source, 'log', 'seq'), highestKey(source, 'packs', 'last'))
    return { entries: copied, highest }
  } finally {
    source.close()
  }
}

/** Ids hold the beginning of the log's identity; the rest is new, because views of the damaged log are of no use now. */
function keepIds(source: Database, target: Database): void {
  const identity = "SELECT value FROM meta WHERE key = 'identity'"
  try {
    const known = logCodeOf(source.prepare(identity).pluck().get() as string)
    const made = String(target.prepare(identity).pluck().get())
    target.prepare("UPDATE meta SET value = ? WHERE key = 'identity'").run(known + made.slice(known.length))
  } catch {
    // Then all deliveries have new ids.
  }
}

/** Row by row until one cannot be read; these tables have a page or two. */
function copyTable(source: Database, target: Database, table: string, columns: readonly string[]): void {
  const put = target.prepare(
    `INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of untilDamage(source, `SELECT ${columns.join(', ')} FROM ${table}`)) put.run(...row)
}

function* untilDamage(source: Database, sql: string): Generator<unknown[]> {
  try {
    yield* source.prepare(sql).raw().iterate() as Iterable<unknown[]>
  } catch {
    // What came before the damage was given.
  }
}

/** Statements spent on ranges that cannot be read; wider damage than they can explore is given up. */
const maxFailures = 30_000

/** Copies a table in ranges of its key; a range that cannot be read is halved, so that damage costs its own rows only. */
function copyByNumber(source: Database, target: Database, { table, key, columns, isWhole }: NumberedTable): number {
  const list = columns.join(', ')
  const put = target.prepare(`INSERT OR REPLACE INTO ${table} (${list}) VALUES (${columns.map(() => '?').join(', ')})`)
  const select = prepareReadable(source, `SELECT ${list} FROM ${table} WHERE ${key} BETWEEN ? AND ?`)
  if (select === null) return 0
  let copied = 0
  let failures = 0
  /** One by one: a thousand rows may hold a gigabyte. Taken back as a whole where one of them cannot be read. */
  const copy = target.transaction((from: number, to: number): number => {
    let copied = 0
    for (const row of readRows(select, from, to)) {
      if (!isWhole(row)) continue
      put.run(...row)
      copied += 1
    }
    return copied
  })
  const tryCopy = (from: number, to: number): boolean => {
    try {
      copied += copy(from, to)
      return true
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      failures += 1
      return false
    }
  }
  const ranges = chunks(highestKey(source, table, key))
  for (let range = ranges.pop(); range !== undefined && failures < maxFailures; range = ranges.pop()) {
    const [from, to] = range
    if (tryCopy(from, to)) continue
    if (to - from >= smallestRange) {
      const middle = Math.floor((from + to) / 2)
      ranges.push([middle + 1, to], [from, middle])
    } else if (to > from) for (let one = from; one <= to; one += 1) ranges.push([one, one])
  }
  return copied
}

/** Told from what the new file's disk may say. */
class Unreadable extends Error {}

function* readRows(select: Statement, from: number, to: number): Generator<unknown[]> {
  const rows = select.iterate(from, to) as Iterator<unknown[]> & { return(): unknown }
  let isOver = false
  try {
    for (;;) {
      let next: IteratorResult<unknown[]>
      try {
        next = rows.next()
      } catch (cause) {
        isOver = true
        throw new Unreadable('a row cannot be read', { cause })
      }
      isOver = next.done === true
      if (next.done) return
      yield next.value
    }
  } finally {
    if (!isOver) rows.return()
  }
}

interface NumberedTable {
  readonly table: string
  readonly key: string
  readonly columns: readonly string[]
  /** SQLite notices damage of its structure, not of what a row holds. */
  readonly isWhole: (row: readonly unknown[]) => boolean
}

const packs: NumberedTable = {
  table: 'packs',
  key: 'first',
  columns: ['first', 'last', 'data'],
  isWhole: ([, , data]) => passes(() => unpackEntries(data as Uint8Array)),
}

const shared: NumberedTable = {
  table: 'shared',
  key: 'id',
  columns: ['id', 'json'],
  isWhole: ([, json]) => passes(() => JSON.parse(json as string)),
}

const entries: NumberedTable = {
  table: 'log',
  key: 'seq',
  columns: ['seq', 'kind', 'about', 'head', 'body'],
  isWhole: ([, , , head, body]) =>
    passes(() => {
      const { crc } = JSON.parse(head as string) as { crc?: number }
      if (crc !== undefined && crc !== crc32((body as Uint8Array | null) ?? '')) throw new Error('other bytes')
    }),
}

function passes(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}

/** Null where there is no such table, or none can be found. */
function prepareReadable(db: Database, sql: string): Statement | null {
  try {
    return db.prepare(sql).raw()
  } catch {
    return null
  }
}

/** Where the end of the table cannot be read: behind what a look from the front still gives. */
function highestKey(source: Database, table: string, key: string): number {
  try {
    return readNumber(source, `SELECT coalesce(max(${key}), 0) FROM ${table}`)
  } catch {
    let high = 0
    try {
      for (const found of source.prepare(`SELECT ${key} FROM ${table} ORDER BY ${key}`).pluck().iterate())
        high = Number(found)
    } catch {
      // Rows beyond the damage are looked for in a range behind it.
      return high + 100_000
    }
    return high
  }
}

function chunks(highest: number): [from: number, to: number][] {
  const size = 2000
  const ranges: [number, number][] = []
  for (let from = 0; from <= highest; from += size) ranges.push([from, from + size - 1])
  return ranges.reverse()
}
