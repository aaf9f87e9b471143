import { join } from 'node:path'
import { type Database, isCorruption, readNumber } from '../lib/database.ts'
import { decodeEntry, kinds } from './codec.ts'
import { logCodeOf, seqOfId } from './delivery-id.ts'
import type { DeliveryHead, Examination, LogEntry, StoredBody } from './entries.ts'
import { LogDamage, openLogReadOnly } from './log-database.ts'
import type { LogPaths } from './log-paths.ts'
import { type RawEntry, readBlock } from './packing.ts'
import { readRunItems } from './run-tables.ts'
import { sharedPartsReader } from './shared-parts.ts'

/** Read access to the log from any thread, on a connection of its own. */
export interface LogReader {
  /** Of this very log; what was made from another one is rebuilt. */
  readonly identity: string
  /** Highest number that was given. */
  through(): number
  /** Entries after `mark` in order, at most `limit` and a few megabytes; deliveries with their bytes, where these are not in a file. */
  after(mark: number, limit: number): LogEntry[]
  delivery(seq: number): { readonly head: DeliveryHead; readonly body: StoredBody } | null
  /** Heads of deliveries, for a page of rows; missing ones are left out. */
  heads(seqs: readonly number[]): Map<number, DeliveryHead>
  /** Examinations by the `seq` of their `examined` entries. */
  examinations(seqs: readonly number[]): Map<number, Examination>
  /** What is known of a delivery beyond its head, oldest first. */
  facts(about: number): LogEntry[]
  /** Causes that were found after the entry `mark`, oldest first, at most `limit`; all up to `through` were looked at. */
  causesAfter(mark: number, limit: number): { readonly causes: readonly CauseEntry[]; readonly through: number }
  /** Deliveries of a run in their order, from a place (from 0) on; empty where there is no such run. */
  runItems(runId: string, from: number, limit: number): number[]
  /** Null where this cannot be the id of a delivery of this log. */
  seqOf(id: string): number | null
  /** Path of a body file by the name that the log gives it. */
  bodyPath(name: string): string
  close(): void
}

export type CauseEntry = Extract<LogEntry, { kind: 'cause-found' }>

/** A batch of entries ends at so many bytes, so that large bodies do not add up. */
const maxBytes = 4 * 1024 * 1024
/** Decoded blocks that are held: a page of rows lies in two or three of them. */
const heldBlocks = 4

const columns = 'seq, kind, about, head, body'

export function openLogReader(paths: LogPaths): LogReader {
  const db = openLogReadOnly(paths.database)
  const identity = String(db.prepare("SELECT value FROM meta WHERE key = 'identity'").pluck().get())
  const code = logCodeOf(identity)
  const hot = db.prepare(`SELECT ${columns} FROM log WHERE seq > ? ORDER BY seq LIMIT ?`)
  const one = db.prepare(`SELECT ${columns} FROM log WHERE seq = ?`)
  const oneHead = db.prepare('SELECT seq, kind, about, head, NULL AS body FROM log WHERE seq = ?')
  const about = db.prepare(`SELECT ${columns} FROM log WHERE about = ? ORDER BY seq`)
  const causes = db.prepare(
    `SELECT ${columns} FROM log WHERE seq > ? AND kind = ${kinds.causeFound} ORDER BY seq LIMIT ?`,
  )
  const newest = db.prepare('SELECT coalesce(max(seq), 0) FROM log').pluck()
  const blocks = createBlocks(db)
  const context = { code, shared: sharedPartsReader(db) }

  const packed = (seq: number): RawEntry | null => blocks.at(seq)?.find((entry) => entry.seq === seq) ?? null
  const raw = (seq: number): RawEntry | null => (one.get(seq) as RawEntry | undefined) ?? packed(seq)

  const isDelivery = ({ kind }: RawEntry) => kind === kinds.delivery || kind === kinds.deliveryWithFile

  /** `end`: up to where nothing is left out. */
  function hotAfter(mark: number, limit: number): { entries: RawEntry[]; end: number } {
    const entries: RawEntry[] = []
    let bytes = 0
    for (const entry of hot.iterate(mark, limit) as IterableIterator<RawEntry>) {
      entries.push(entry)
      bytes += entry.head.length + (entry.body?.length ?? 0)
      if (bytes >= maxBytes) return { entries, end: entry.seq }
    }
    return { entries, end: entries.length < limit ? Number.POSITIVE_INFINITY : entries.at(-1)!.seq }
  }

  /** In one snapshot: packing moves entries from one table to the other. */
  const after = db.transaction((mark: number, limit: number): RawEntry[] => {
    const found = hotAfter(mark, limit)
    const packed = blocks.after(mark, limit)
    const end = Math.min(found.end, packed.end)
    const sorted = [...found.entries, ...packed.entries]
      .filter(({ seq }) => seq <= end)
      .sort((x, y) => x.seq - y.seq)
      // What was recovered from a damaged file may stand in both tables.
      .filter(({ seq }, index, sorted) => seq !== sorted[index - 1]?.seq)
    let bytes = 0
    return sorted.slice(0, limit).filter(({ head, body }, index) => {
      const fits = index === 0 || bytes < maxBytes
      bytes += head.length + (body?.length ?? 0)
      return fits
    })
  })

  /** In one snapshot, in which blocks stay what they are and are decoded once. */
  const heads = db.transaction((seqs: readonly number[]) => {
    const found = new Map<number, DeliveryHead>()
    for (const seq of seqs) {
      const entry = (oneHead.get(seq) as RawEntry | undefined) ?? packed(seq)
      const delivery = entry === null ? null : deliveryOf(entry)
      if (delivery !== null) found.set(seq, delivery.head)
    }
    return found
  })

  /** In one snapshot, or one that was added in between would be passed over. */
  const causesAfter = db.transaction((mark: number, limit: number) => {
    const found = causes.all(mark, limit) as RawEntry[]
    const through = found.length < limit ? Math.max(mark, newest.get() as number) : found.at(-1)!.seq
    const entries = found.map((entry) => decodeEntry(entry, context)).filter((entry) => entry.kind === 'cause-found')
    return { causes: entries, through }
  })

  /** Null also where it is damaged: as if it were gone, so that it does not hide the ones beside it. */
  function deliveryOf(entry: RawEntry): { head: DeliveryHead; body: StoredBody } | null {
    const decoded = isDelivery(entry) ? decodeEntry(entry, context) : null
    return decoded?.kind === 'delivery' ? { head: decoded.head, body: decoded.body } : null
  }

  return guarded(
    {
      identity,
      through: () =>
        Math.max(
          readNumber(db, 'SELECT coalesce(max(seq), 0) FROM log'),
          readNumber(db, 'SELECT coalesce(max(last), 0) FROM packs'),
        ),
      after: (mark, limit) => after(mark, limit).map((entry) => decodeEntry(entry, context)),
      delivery(seq) {
        const entry = raw(seq)
        const found = entry === null ? null : deliveryOf(entry)
        return found === null ? null : { ...found, body: ofItsOwn(found.body) }
      },
      heads,
      examinations(seqs) {
        const found = new Map<number, Examination>()
        for (const seq of seqs) {
          const row = one.get(seq) as RawEntry | undefined
          const entry = row === undefined ? null : decodeEntry(row, context)
          if (entry?.kind === 'examined') found.set(seq, entry.examination)
        }
        return found
      },
      facts: (seq) => (about.all(seq) as RawEntry[]).map((entry) => decodeEntry(entry, context)),
      causesAfter,
      runItems: (runId, from, limit) => readRunItems(db, runId, from, limit),
      seqOf: (id) => seqOfId(code, id),
      bodyPath: (name) => join(paths.bodies, name),
      close: () => void db.close(),
    },
    paths,
  )
}

/** Bytes of a packed delivery are a part of its whole block, which they would keep in memory. */
function ofItsOwn(body: StoredBody): StoredBody {
  if (body.kind !== 'bytes' || body.bytes.buffer.byteLength <= 2 * body.bytes.length) return body
  return { kind: 'bytes', bytes: new Uint8Array(body.bytes) }
}

/** Damage is told as such: the file that it is in can be recovered, a statement that failed can not. */
function guarded(reader: LogReader, { database }: LogPaths): LogReader {
  const guard = <A extends readonly unknown[], T>(read: (...args: A) => T): ((...args: A) => T) => {
    return (...args) => {
      try {
        return read(...args)
      } catch (error) {
        throw isCorruption(error) ? new LogDamage(database, error) : error
      }
    }
  }
  const { through, after, delivery, heads, examinations, facts, causesAfter } = reader
  return {
    ...reader,
    through: guard(through),
    after: guard(after),
    delivery: guard(delivery),
    heads: guard(heads),
    examinations: guard(examinations),
    facts: guard(facts),
    causesAfter: guard(causesAfter),
  }
}

/** Reads packed entries; the blocks that were read last stay decoded. */
function createBlocks(db: Database) {
  // `data_version` tells whether somebody has written since: a removal rewrites blocks.
  const version = db.prepare('PRAGMA data_version').pluck()
  const before = db.prepare('SELECT first, last, data FROM packs WHERE first <= ? ORDER BY first DESC LIMIT 1')
  const next = db.prepare('SELECT first, last, data FROM packs WHERE first > ? ORDER BY first LIMIT 1')
  const held = new Map<number, { last: number; entries: RawEntry[] }>()
  let heldVersion: unknown

  interface Block {
    readonly first: number
    readonly last: number
    readonly data: Uint8Array
  }

  const decode = ({ first, last, data }: Block): RawEntry[] => {
    const entries = readBlock(data) ?? []
    if (held.size >= heldBlocks) held.delete(held.keys().next().value!)
    held.set(first, { last, entries })
    return entries
  }

  /** One entry stands for all of a block that cannot be read, so that whoever reads on gets past it. */
  const damaged = ({ last }: Block): RawEntry[] => [{ seq: last, kind: 0, about: null, head: '', body: null }]

  return {
    /** The block that would hold this number, or null. */
    at(seq: number): readonly RawEntry[] | null {
      const now = version.get()
      if (now !== heldVersion) held.clear()
      heldVersion = now
      for (const [first, { last, entries }] of held) if (first <= seq && seq <= last) return entries
      const found = before.get(seq) as Block | undefined
      return found === undefined || found.last < seq ? null : decode(found)
    },
    /** Entries after `mark`, of as many blocks as hold `limit`; `end`: up to where nothing is left out. */
    after(mark: number, limit: number): { entries: RawEntry[]; end: number } {
      const entries: RawEntry[] = []
      let block = before.get(mark) as Block | undefined
      if (block === undefined || block.last <= mark) block = next.get(mark) as Block | undefined
      while (block !== undefined) {
        for (const entry of readBlock(block.data) ?? damaged(block)) if (entry.seq > mark) entries.push(entry)
        if (entries.length >= limit) return { entries, end: block.last }
        block = next.get(block.first) as Block | undefined
      }
      return { entries, end: Number.POSITIVE_INFINITY }
    },
  }
}
