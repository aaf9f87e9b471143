import { deliveryId, logCodeOf, seqOfId } from '../../src/main/engine/log/delivery-id.ts'
import type {
  AnsweredDelivery,
  DeliveryHead,
  Examination,
  LogEntry,
  StoredBody,
  StoredForward,
} from '../../src/main/engine/log/entries.ts'
import type { CauseEntry, LogReader } from '../../src/main/engine/log/log-reader.ts'

/** 20 November 2026, 12:00 UTC. */
export const noon = Date.UTC(2026, 10, 20, 12)

type Distribute<T> = T extends unknown ? Omit<T, 'seq'> : never
export type NewEntry = Distribute<LogEntry>

/** A log in memory that is written as the real one is: what is removed is gone from it. */
export interface FakeLog extends LogReader {
  /** Returns the number that it was given. */
  add(entry: NewEntry): number
  readonly entries: LogEntry[]
}

export function fakeLog(identity = 'fake', bodies = '/nowhere'): FakeLog {
  let entries: LogEntry[] = []
  let last = 0
  const code = logCodeOf(identity)
  const deliveryAt = (seq: number) => {
    const entry = entries.find((one) => one.seq === seq)
    return entry?.kind === 'delivery' ? entry : null
  }
  return {
    identity,
    get entries() {
      return entries
    },
    add(entry) {
      last += 1
      const added = { ...entry, seq: last } as LogEntry
      if (added.kind === 'removed') {
        const gone = new Set(added.deliveries)
        entries = entries.filter((one) => !gone.has('about' in one ? one.about : one.seq))
      }
      // The id follows from the number.
      entries.push(
        added.kind === 'delivery' ? { ...added, head: { ...added.head, id: deliveryId(code, last) } } : added,
      )
      return last
    },
    through: () => last,
    after: (mark, limit) => entries.filter(({ seq }) => seq > mark).slice(0, limit),
    delivery: deliveryAt,
    heads: (seqs) =>
      new Map(
        seqs.flatMap((seq) => {
          const found = deliveryAt(seq)
          return found === null ? [] : [[seq, found.head] as const]
        }),
      ),
    examinations: () => new Map(),
    facts: (about) => entries.filter((entry) => 'about' in entry && entry.about === about),
    causesAfter(mark, limit) {
      const causes = entries.filter((entry) => entry.kind === 'cause-found' && entry.seq > mark).slice(0, limit)
      return { causes: causes as CauseEntry[], through: last }
    },
    runItems: () => [],
    seqOf: (id) => seqOfId(code, id),
    bodyPath: (name) => `${bodies}/${name}`,
    close: () => undefined,
  }
}

export interface DeliveryOptions {
  readonly body?: string | Uint8Array | StoredBody
  readonly facts?: Partial<DeliveryHead['facts']>
  readonly request?: Partial<DeliveryHead['request']>
  readonly verification?: Partial<DeliveryHead['verification']>
  readonly conformance?: Partial<DeliveryHead['conformance']>
  readonly top?: Partial<DeliveryHead>
}

/** A plain delivery with the given differences. */
export function delivery(options: DeliveryOptions = {}): Extract<NewEntry, { kind: 'delivery' }> {
  const given = options.body ?? '{"event":"call.ended"}'
  const body: StoredBody =
    typeof given === 'string'
      ? { kind: 'bytes', bytes: new TextEncoder().encode(given) }
      : given instanceof Uint8Array
        ? { kind: 'bytes', bytes: given }
        : given
  const head: DeliveryHead = {
    id: '',
    endpointId: 'end_1',
    receivedAt: noon,
    request: {
      method: 'POST',
      target: '/in/token',
      httpVersion: '1.1',
      headers: [['Content-Type', 'application/json']],
      trailers: [],
      remoteAddress: '127.0.0.1',
      publicUrl: 'http://127.0.0.1/in/token',
      viaTunnel: false,
      firstByteAt: noon,
      lastByteAt: noon,
      bodySize: body.kind === 'bytes' ? body.bytes.length : body.size,
      aborted: false,
      ...options.request,
    },
    sample: false,
    handshake: null,
    reply: { status: 200, headers: [['Content-Length', '0']], body: '', by: 'rule' },
    ...examination(options),
    ...options.top,
  }
  return { kind: 'delivery', head, body }
}

/** What an examination found that has the given differences. */
export function examination(options: DeliveryOptions = {}): Examination {
  return {
    facts: {
      provider: 'allo-v2',
      providerBy: 'detected',
      eventType: 'call.ended',
      eventId: null,
      callId: null,
      summary: { direction: null, who: null, text: 'a call', headline: null, detail: null, quote: null },
      ...options.facts,
    },
    verification: {
      state: 'verified',
      reason: 'signature-matches',
      scheme: 'hmac',
      secret: null,
      covers: { extent: 'body', detail: 'the raw body' },
      replay: { protected: false, toleranceSeconds: null, detail: 'no timestamp is signed' },
      detail: null,
      ...options.verification,
    },
    conformance: {
      state: 'conforms',
      reason: 'matches-schema',
      schema: null,
      issues: [],
      issueCount: 0,
      documentedFields: 1,
      detail: null,
      ...options.conformance,
    },
    deadlineMs: options.top?.deadlineMs === undefined ? 5000 : options.top.deadlineMs,
    attemptsDocumented: options.top?.attemptsDocumented === undefined ? 3 : options.top.attemptsDocumented,
  }
}

/** What came of forwarding a delivery, with the given differences. */
export function forwarded(about: number, over: Partial<StoredForward> = {}): NewEntry {
  const forward: StoredForward = {
    ...{ role: 'answers', target: 'http://localhost:3000/hooks', sentAt: noon, changes: [], status: 200 },
    ...{ statusText: 'OK', headers: [], bodySize: 2, bodyTruncated: false, chunks: [{ atMs: 3, bytes: 2 }] },
    ...{ chunkCount: 1, timing: { connectMs: 1, firstByteMs: 2, totalMs: 3 }, error: null, given: 'answer' },
    mayRepeat: false,
    ...over,
  }
  return { kind: 'forwarded', about, forward, body: Buffer.from('ok') }
}

export function answered(about: number, afterMs = 12, unanswered?: AnsweredDelivery['unanswered']): NewEntry {
  return { kind: 'answered', answers: [{ about, afterMs, storedAfterMs: 8, ...(unanswered && { unanswered }) }] }
}

export function replayed(
  about: number,
  id: string,
  body = new Uint8Array(),
  part: Partial<Extract<LogEntry, { kind: 'replayed' }>['replay']> = {},
): NewEntry {
  return {
    kind: 'replayed',
    about,
    body,
    replay: {
      id,
      deliveryId: 'any',
      sentAt: noon,
      target: 'http://localhost:3000/hooks',
      changes: [],
      status: 200,
      statusText: 'OK',
      headers: [],
      bodySize: body.length,
      bodyTruncated: false,
      timing: { connectMs: 1, firstByteMs: 2, totalMs: 3 },
      error: null,
      ...part,
    },
  }
}
