import { type Database, emptyWriteAheadLog, isCorruption, readNumber } from '../lib/database.ts'
import { kinds } from './codec.ts'
import { packEntries, type RawEntry } from './packing.ts'

/** A block is full at so many entries or bytes. */
const block = { entries: 64, bytes: 256 * 1024 }
/** So many numbers are looked through for a block. */
const look = 1024
/** Entries that stay as they came: reading the newest ones is the most frequent thing that happens. */
const unpackedEntries = 256
/** Between two looks, milliseconds; between two blocks while there is more to do; at most, while it fails (a full disk). */
const pace = { idleMs: 250, busyMs: 2, failedMs: 60_000 }
/** Above this share of the thread's time, deliveries come first. */
const busyLoad = 0.8
/** Pages given back to the file system in one step, and from how many free ones on. */
const vacuum = { pages: 64, from: 512 }
/** Nothing was written for so long, milliseconds: then the write-ahead log is emptied. */
const quietMs = 2000

interface PackerOptions {
  readonly load: () => number
  readonly onError: (error: unknown) => void
  readonly onDamage: (error: unknown) => void
}

/**
 * Moves settled deliveries into compressed blocks while there is time, one block at a time, and gives the room that
 * becomes free back, in the end also that of the write-ahead log. What a later entry is about stays readable at any moment: each block is one transaction.
 */
export function createPacker(db: Database, { load, onError, onDamage }: PackerOptions): { stop(): void } {
  const settled = db.prepare(
    `SELECT seq, kind, about, head, body FROM log WHERE seq > ? AND seq <= ?
     AND about IS NULL AND kind IN (${kinds.delivery}, ${kinds.answered}) ORDER BY seq LIMIT ${block.entries}`,
  )
  /** Up to here nothing is left to pack; entries that stay in the log would else be passed over with each look. */
  let done = readNumber(db, 'SELECT coalesce(max(last), 0) FROM packs')
  const newest = db.prepare('SELECT coalesce(max(seq), 0) FROM log').pluck()
  const remove = db.prepare('DELETE FROM log WHERE seq = ?')
  const put = db.prepare('INSERT INTO packs (first, last, data) VALUES (?, ?, ?)')
  const packBlock = db.transaction((entries: readonly RawEntry[]) => {
    for (const { seq } of entries) remove.run(seq)
    put.run(entries[0]!.seq, entries.at(-1)!.seq, packEntries(entries))
  })
  let failedMs = 0
  let written: unknown = null
  let writtenAt = 0
  let isEmptied = false
  let timer = setTimeout(step, pace.idleMs)

  function step(): void {
    let more = false
    try {
      more = load() < busyLoad && (packNext() || giveBack())
      noteWrites(more)
      if (!isEmptied && performance.now() - writtenAt > quietMs) isEmptied = emptyWriteAheadLog(db)
    } catch (error) {
      if (isCorruption(error)) {
        onDamage(error)
        return
      }
      onError(error)
      failedMs = Math.min(pace.failedMs, Math.max(pace.idleMs, 2 * failedMs))
      timer = setTimeout(step, failedMs)
      return
    }
    failedMs = 0
    timer = setTimeout(step, more ? pace.busyMs : pace.idleMs)
  }

  /** False where nothing is left to pack. */
  function packNext(): boolean {
    const limit = (newest.get() as number) - unpackedEntries
    const end = Math.min(limit, done + look)
    if (end <= done) return false
    const candidates = settled.all(done, end) as RawEntry[]
    const entries = firstBlock(candidates)
    const isAll = entries.length === candidates.length && entries.length < block.entries
    // An incomplete block waits for more to come, but not beyond many entries that stay.
    if (isAll && end === limit && entries.length > 0) return false
    if (entries.length > 0) packBlock.immediate(entries)
    done = isAll ? end : entries.at(-1)!.seq
    return true
  }

  function giveBack(): boolean {
    const free = readNumber(db, 'PRAGMA freelist_count')
    if (free < vacuum.from) return false
    db.pragma(`incremental_vacuum(${vacuum.pages})`)
    return free - vacuum.pages >= vacuum.from
  }

  function noteWrites(packed: boolean): void {
    const last = newest.get()
    if (last === written && !packed) return
    written = last
    writtenAt = performance.now()
    isEmptied = false
  }

  return { stop: () => clearTimeout(timer) }
}

function firstBlock(entries: readonly RawEntry[]): readonly RawEntry[] {
  let bytes = 0
  const end = entries.findIndex(({ head, body }) => {
    bytes += head.length + (body?.length ?? 0)
    return bytes > block.bytes
  })
  return end === -1 ? entries : entries.slice(0, end + 1)
}
