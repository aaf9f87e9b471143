import { type Database, isCorruption, readNumber } from '../lib/database.ts'
import { kinds } from './codec.ts'
import { packEntries, type RawEntry } from './packing.ts'

/** A block is full at so many entries or bytes. */
const block = { entries: 64, bytes: 256 * 1024 }
/** Entries that stay as they came: reading the newest ones is the most frequent thing that happens. */
const unpackedEntries = 256
/** Between two looks, milliseconds, and between two blocks while there is more to do. */
const pace = { idleMs: 250, busyMs: 2 }
/** Above this share of the thread's time, deliveries come first. */
const busyLoad = 0.8
/** Pages given back to the file system in one step, and from how many free ones on. */
const vacuum = { pages: 64, from: 512 }

interface PackerOptions {
  readonly load: () => number
  readonly onError: (error: unknown) => void
}

/**
 * Moves settled deliveries into compressed blocks while there is time, one block at a time, and gives the room that
 * becomes free back. What a later entry is about stays readable at any moment: each block is one transaction.
 */
export function createPacker(db: Database, { load, onError }: PackerOptions): { stop(): void } {
  const settled = db.prepare(
    `SELECT seq, kind, about, head, body FROM log
     WHERE about IS NULL AND kind IN (${kinds.delivery}, ${kinds.answered}) ORDER BY seq LIMIT ${block.entries}`,
  )
  const newest = db.prepare('SELECT coalesce(max(seq), 0) FROM log').pluck()
  const remove = db.prepare('DELETE FROM log WHERE seq = ?')
  const put = db.prepare('INSERT INTO packs (first, last, data) VALUES (?, ?, ?)')
  const packBlock = db.transaction((entries: readonly RawEntry[]) => {
    for (const { seq } of entries) remove.run(seq)
    put.run(entries[0]!.seq, entries.at(-1)!.seq, packEntries(entries))
  })
  let timer = setTimeout(step, pace.idleMs)

  function step(): void {
    let more = false
    try {
      more = load() < busyLoad && (packNext() || giveBack())
    } catch (error) {
      onError(error)
      // The next commit meets the damage as well and tells of it.
      if (isCorruption(error)) return
    }
    timer = setTimeout(step, more ? pace.busyMs : pace.idleMs)
  }

  /** False where nothing is left to pack. */
  function packNext(): boolean {
    const candidates = settled.all() as RawEntry[]
    const limit = (newest.get() as number) - unpackedEntries
    const settledLongAgo = candidates.filter(({ seq }) => seq <= limit)
    const entries = firstBlock(settledLongAgo)
    if (entries.length === 0) return false
    // An incomplete block waits for more to come.
    if (entries.length === settledLongAgo.length && entries.length < block.entries) return false
    packBlock.immediate(entries)
    return true
  }

  function giveBack(): boolean {
    const free = readNumber(db, 'PRAGMA freelist_count')
    if (free < vacuum.from) return false
    db.pragma(`incremental_vacuum(${vacuum.pages})`)
    return free - vacuum.pages >= vacuum.from
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
