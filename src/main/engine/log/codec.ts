import { deliveryId } from './delivery-id.ts'
import type { DeliveryHead, LogEntry, StoredBody } from './entries.ts'
import type { RawEntry } from './packing.ts'

/** Numbers of the entry kinds in the database. */
export const kinds = {
  delivery: 1,
  deliveryWithFile: 2,
  answered: 3,
  examined: 4,
  causeFound: 5,
  replayed: 6,
  removed: 7,
}

/** The part of a head that is stored: its id follows from its `seq`. */
export type StoredHead = Omit<DeliveryHead, 'id'> & {
  readonly file?: { readonly name: string; readonly size: number }
  /** Of the body, where it is no file: tells a recovery whether the bytes are the ones that came. */
  readonly crc?: number
}

const noBytes = new Uint8Array()

/** An entry as the engine knows it; one that is damaged is `unreadable`, so that it does not hide the ones behind it. */
export function decodeEntry(raw: RawEntry, logCode: string): LogEntry {
  try {
    return decode(raw, logCode)
  } catch {
    return { seq: raw.seq, kind: 'unreadable' }
  }
}

function decode(raw: RawEntry, logCode: string): LogEntry {
  const { seq, about } = raw
  const head = JSON.parse(raw.head) as Record<string, never>
  switch (raw.kind) {
    case kinds.delivery:
    case kinds.deliveryWithFile:
      return { seq, kind: 'delivery', ...decodeDelivery(raw, logCode) }
    case kinds.answered:
      return { seq, kind: 'answered', answers: head.answers! }
    case kinds.examined:
      return { seq, kind: 'examined', about: about!, examination: head.examination! }
    case kinds.causeFound:
      return { seq, kind: 'cause-found', about: about!, cause: head.cause! }
    case kinds.replayed:
      return { seq, kind: 'replayed', about: about!, replay: head.replay!, body: raw.body ?? noBytes }
    case kinds.removed:
      return { seq, kind: 'removed', deliveries: head.deliveries! }
    default:
      throw new Error(`entry ${seq} of the log is of the unknown kind ${raw.kind}`)
  }
}

/** A delivery's head and body. */
export function decodeDelivery(raw: RawEntry, logCode: string): { head: DeliveryHead; body: StoredBody } {
  const { file, crc: _, ...head } = JSON.parse(raw.head) as StoredHead
  return {
    head: { ...head, id: deliveryId(logCode, raw.seq) },
    body: file === undefined ? { kind: 'bytes', bytes: raw.body ?? noBytes } : { kind: 'file', ...file },
  }
}

/** The entries that are about a delivery, as they are stored. */
export type Fact = Extract<LogEntry, { kind: 'examined' | 'cause-found' | 'replayed' }>
export type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'seq'> : never) : never

export function encodeFact(fact: NewFact): Omit<RawEntry, 'seq'> {
  const { about } = fact
  switch (fact.kind) {
    case 'examined':
      return { kind: kinds.examined, about, head: JSON.stringify({ examination: fact.examination }), body: null }
    case 'cause-found':
      return { kind: kinds.causeFound, about, head: JSON.stringify({ cause: fact.cause }), body: null }
    case 'replayed':
      return { kind: kinds.replayed, about, head: JSON.stringify({ replay: fact.replay }), body: fact.body }
  }
}

/** Adds facts to the log; rejects with AppError `not-found` where one of the deliveries is gone, and adds none then. */
export type AddFacts = (facts: readonly NewFact[]) => Promise<void>
