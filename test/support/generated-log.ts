import type { DeliveryHead, LogEntry } from '../../src/main/engine/log/entries.ts'
import type { LogReader } from '../../src/main/engine/log/log-reader.ts'

/** Deliveries between two `answered` entries. */
export const perCommit = 16

const types = [
  ['replicer', 'call.ended'],
  ['allo-v2', 'call.received'],
  ['allo-v2', 'sms.received'],
  ['oneinbox', 'call.started'],
  ['oncallclerk', 'booking.created'],
  ['twilio', 'call.status'],
  ['outcallerai', 'lead.updated'],
] as const

const common = 'the call about appointment tomorrow kitchen sink booking please customer'.split(' ')
const rare = Array.from({ length: 4000 }, (_, n) => `w${((n * 2654435761) >>> 0).toString(36)}`)

/** A number that looks random and is the same each time. */
function dice(seed: number, salt: number): number {
  let x = Math.imul(seed ^ (salt * 0x9e3779b1), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

const hex = (seed: number, salt: number, length: number): string =>
  Array.from({ length: Math.ceil(length / 8) }, (_, n) =>
    dice(seed, salt + n)
      .toString(16)
      .padStart(8, '0'),
  )
    .join('')
    .slice(0, length)

const uuid = (seed: number, salt: number) => {
  const all = hex(seed, salt, 32)
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-${all.slice(12, 16)}-${all.slice(16, 20)}-${all.slice(20)}`
}

export const firstAt = Date.UTC(2026, 9, 20)

/**
 * Entry `seq` of a log as a busy installation has it: bodies of about 2 kB with a transcript of 40 words, a fifth of them
 * common; 7 event types, 2 % failed, 1 % answered 500, every tenth delivery a second attempt.
 */
export function entryAt(seq: number, words = 40): LogEntry {
  const place = (seq - 1) % (perCommit + 1)
  if (place === perCommit) {
    const answers = Array.from({ length: perCommit }, (_, n) => {
      const about = seq - perCommit + n
      return { about, afterMs: 2 + (dice(about, 9) % 4000) / 1000, storedAfterMs: 1 + (dice(about, 10) % 900) / 1000 }
    })
    return { seq, kind: 'answered', answers }
  }
  const again = dice(seq, 1) % 10 === 0 && place > 0
  const event = again ? seq - 1 : seq
  const [provider, type] = types[dice(event, 2) % types.length]!
  const callId = uuid(Math.floor(event / 3), 3)
  const eventId = uuid(event, 30)
  const who = `Person${dice(event, 4) % 10_000}`
  const phone = `+1555${String(dice(event, 5) % 10_000_000).padStart(7, '0')}`
  const transcript = Array.from({ length: words }, (_, n) => {
    const roll = dice(event, 100 + n)
    return roll % 5 === 0 ? common[(roll >> 4) % common.length] : rare[(roll >> 4) % rare.length]
  }).join(' ')
  const at = firstAt + seq * 2600
  const bytes = Buffer.from(
    JSON.stringify({
      id: eventId,
      event: type,
      createdAt: new Date(at).toISOString(),
      data: {
        callId,
        from: phone,
        to: '+15125550133',
        customerName: who,
        agentName: 'Sales Agent',
        duration: dice(event, 6) % 900,
        status: 'completed',
        recordingUrl: `https://recordings.example.com/${callId}/audio.mp3`,
        transcript,
        turns: Array.from({ length: 8 }, (_, n) => ({
          role: n % 2 ? 'agent' : 'customer',
          startMs: n * 1500,
          confidence: 0.9,
        })),
        metadata: Object.fromEntries(
          Array.from({ length: 24 }, (_, n) => [`customField${n}`, `value ${n} of the account`]),
        ),
      },
    }),
  )
  const failed = dice(seq, 7) % 50 === 0
  const target = `/in/${hex(dice(event, 2) % 4, 50, 22)}`
  const head: DeliveryHead = {
    id: `dlv_gene_${seq.toString(36)}`,
    endpointId: `end_${dice(event, 2) % 4}`,
    receivedAt: at,
    request: {
      method: 'POST',
      target,
      httpVersion: '1.1',
      headers: [
        ['Host', 'hooks.example.com'],
        ['Content-Type', 'application/json'],
        ['User-Agent', `${provider}-webhooks/1.2`],
        ['X-Signature', `sha256=${hex(seq, 60, 64)}`],
        ['X-Timestamp', String(Math.floor(at / 1000))],
        ['Content-Length', String(bytes.length)],
      ],
      trailers: [],
      remoteAddress: '127.0.0.1',
      publicUrl: `https://hooks.example.com${target}`,
      viaTunnel: false,
      firstByteAt: at,
      lastByteAt: at + 1,
      bodySize: bytes.length,
      aborted: false,
    },
    sample: false,
    handshake: null,
    reply: { status: dice(seq, 8) % 100 === 0 ? 500 : 200, headers: [['Content-Length', '0']], body: '', by: 'rule' },
    facts: {
      provider,
      providerBy: 'endpoint',
      eventType: type,
      eventId,
      callId,
      summary: {
        direction: 'inbound',
        who,
        text: `called ${phone}, completed after 4 min`,
        headline: `Sales Agent called ${who}`,
        detail: 'Inbound, completed after 4 min 0 s',
        quote: null,
      },
    },
    verification: {
      state: failed ? 'failed' : 'verified',
      reason: failed ? 'signature-mismatch' : 'signature-matches',
      scheme: 'hmac',
      secret: null,
      covers: { extent: 'body', detail: 'the raw body' },
      replay: { protected: false, toleranceSeconds: null, detail: 'no timestamp is signed' },
      detail: null,
    },
    conformance: {
      state: 'conforms',
      reason: 'matches-schema',
      schema: { provider, event: type, documented: 'fields' },
      issues: [],
      issueCount: 0,
      documentedFields: 23,
      detail: null,
    },
    deadlineMs: 5000,
    attemptsDocumented: 3,
  }
  return { seq, kind: 'delivery', head, body: { kind: 'bytes', bytes } }
}

/** A log of `last` entries that are made when they are read. */
export function generatedLog(last: () => number, identity = 'generated'): LogReader {
  const deliveryAt = (seq: number) => {
    const entry = seq >= 1 && seq <= last() ? entryAt(seq) : null
    return entry?.kind === 'delivery' ? entry : null
  }
  return {
    identity,
    through: last,
    after: (mark, limit) =>
      Array.from({ length: Math.max(0, Math.min(limit, last() - mark)) }, (_, n) => entryAt(mark + 1 + n)),
    delivery: deliveryAt,
    heads: (seqs) =>
      new Map(seqs.flatMap((seq) => (deliveryAt(seq) === null ? [] : [[seq, deliveryAt(seq)!.head] as const]))),
    examinations: () => new Map(),
    facts: () => [],
    causesAfter: () => ({ causes: [], through: last() }),
    runItems: () => [],
    seqOf: (id) => (id.startsWith('dlv_gene_') ? Number.parseInt(id.slice(9), 36) : null),
    bodyPath: (name) => `/nowhere/${name}`,
    close: () => undefined,
  }
}
