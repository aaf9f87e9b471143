import { firstHeader } from '#shared/model/headers.ts'
import { faultCode } from '../lib/database.ts'
import { decodedLimit } from '../lib/searchable-text.ts'
import type { LogEntry } from '../log/entries.ts'
import { LogDamage } from '../log/log-database.ts'
import type { LogReader } from '../log/log-reader.ts'
import { bodyStart } from './body-start.ts'
import type { Batch, StoredDelivery } from './projection.ts'

/**
 * A batch is full at so many entries or bytes; so many entries are read from the log at a time. The bytes are those that
 * projections make statements of, and all statements of a batch are in memory at once.
 */
const full = { entries: 1024, bytes: 4 * 1024 * 1024, read: 128 }
/** A row that leaves or comes back costs as much as a body of this size. */
const bytesOfRow = 1024

/** Reads the entries after `mark` up to `through`. One that cannot be read is told to `complain` and passed over, once and for all. */
export function readBatch(
  log: LogReader,
  mark: number,
  through: number,
  complain: (message: string, fields: Readonly<Record<string, unknown>>) => void,
): Batch {
  const entries: LogEntry[] = []
  const delivery = deliveryCache(log)
  let bytes = 0
  const isFull = () => entries.length >= full.entries || bytes >= full.bytes
  for (let from = mark; from < through && !isFull(); ) {
    const next = readSome(from)
    if (next.length === 0) break
    for (const entry of next) {
      if (isFull()) break
      entries.push(entry)
      bytes += weightOf(entry, delivery)
      from = entry.seq
    }
  }
  return { entries, delivery, facts: log.facts, bodyStart: (body, length) => bodyStart(log, body, length) }

  function readSome(mark: number): LogEntry[] {
    for (let from = mark, limit = full.read; from < through; ) {
      try {
        return log.after(from, limit).filter(({ seq }) => seq <= through)
      } catch (error) {
        if (error instanceof LogDamage || faultCode(error) !== '') throw error
        if (limit > 1) {
          limit = limit >> 2 || 1
          continue
        }
        from += 1
        complain('An entry of the log cannot be read', { after: mark, error: String(error) })
      }
    }
    return []
  }
}

/** The same batch with some of its entries. */
export const withEntries = (batch: Batch, entries: readonly LogEntry[]): Batch => ({ ...batch, entries })

/** Several projections ask for the same ones. Batches hold as many as they can bear, so that all stay. */
function deliveryCache(log: LogReader): Batch['delivery'] {
  const read = new Map<number, StoredDelivery | null>()
  return (seq) => {
    const known = read.get(seq)
    if (known !== undefined) return known
    const found = log.delivery(seq)
    read.set(seq, found)
    return found
  }
}

/** About how many bytes of statements an entry becomes, and at least what it takes itself. */
function weightOf(entry: LogEntry, delivery: Batch['delivery']): number {
  if (entry.kind === 'delivery') return weightOfDelivery(entry)
  if (entry.kind === 'replayed') return entry.body.length
  if ('deliveries' in entry) return entry.deliveries.length * bytesOfRow
  if (!changesWords(entry)) return 0
  const about = delivery(entry.about)
  return about === null ? 0 : weightOfDelivery(about)
}

/** Then the words of its delivery are written again. */
const changesWords = (entry: LogEntry): entry is Extract<LogEntry, { kind: 'examined' | 'annotated' }> =>
  entry.kind === 'examined' || (entry.kind === 'annotated' && entry.change.note !== undefined)

/** A header line costs more than its text. */
const headerLineBytes = 200

function weightOfDelivery({ head, body }: StoredDelivery): number {
  const { headers } = head.request
  const size = body.kind === 'bytes' ? body.bytes.length : body.size
  // What is encoded may be much larger than it looks.
  const text = firstHeader(headers, 'content-encoding') === undefined ? Math.min(size, decodedLimit) : decodedLimit
  const held = body.kind === 'bytes' ? size : 0
  return headers.length * headerLineBytes + Math.max(text, held)
}
