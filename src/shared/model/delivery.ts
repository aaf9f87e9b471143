import { z } from 'zod'
import { Conformance, ConformanceState } from './conformance.ts'
import { Forward, forwardStates } from './forward.ts'
import { HeaderPair } from './header-pair.ts'
import { ImportOrigin } from './import.ts'
import { AppliedRule } from './response-rule.ts'
import { unansweredWhys } from './verdict-words.ts'
import { Verification, VerificationReason, VerificationState } from './verification.ts'

/** What happened, in words taken from documented fields only. */
export const Summary = z.object({
  direction: z.enum(['inbound', 'outbound']).nullable(),
  /** Who it is about: a name, else a number. Set apart in the row. */
  who: z.string().nullable(),
  /** The rest of the row's line. Where nothing is documented: id and size. */
  text: z.string(),
  /** Title of the Overview, e.g. "Sales Agent called Maya Chen". */
  headline: z.string().nullable(),
  /** Second line of the Overview, e.g. "Outbound, completed after 4 min 0 s". */
  detail: z.string().nullable(),
  /** Somebody's own words, or a summary of them. */
  quote: z.string().nullable(),
})
export type Summary = z.infer<typeof Summary>

/** What a delivery is, read from its bytes by a provider pack. */
export const DeliveryFacts = z.object({
  /** Pack id, null where none fits. */
  provider: z.string().nullable(),
  providerBy: z.enum(['endpoint', 'detected']).nullable(),
  eventType: z.string().nullable(),
  /** Key that the provider's repeated attempts share, null where none is documented. */
  eventId: z.string().nullable(),
  callId: z.string().nullable(),
  summary: Summary,
})
export type DeliveryFacts = z.infer<typeof DeliveryFacts>

/** The request as it came, without its body bytes. */
export const CapturedRequest = z.object({
  method: z.string(),
  /** Request target as sent: path and query, nothing decoded. */
  target: z.string(),
  httpVersion: z.string(),
  headers: z.array(HeaderPair),
  trailers: z.array(HeaderPair),
  remoteAddress: z.string(),
  /** The URL that the provider called, as far as it can be known (tunnel URL + target, else Host header + target). */
  publicUrl: z.string(),
  viaTunnel: z.boolean(),
  /** Unix milliseconds. First byte of the request line, last byte of the body. */
  firstByteAt: z.number(),
  lastByteAt: z.number(),
  bodySize: z.number().int(),
  /** The sender went away before the whole body was here. */
  aborted: z.boolean(),
})
export type CapturedRequest = z.infer<typeof CapturedRequest>

/** What the receiver answered. */
export const Answer = z.object({
  status: z.number().int(),
  headers: z.array(HeaderPair),
  body: z.string(),
  /** From first byte to the answer, in milliseconds. */
  afterMs: z.number(),
  /** From first byte to the commit on disk, in milliseconds. */
  storedAfterMs: z.number(),
  /** What decided the answer: `forward`: the target's; `fallback`: it gave none; `queued`: it gets the delivery later. */
  by: z.enum(['rule', 'handshake', 'forward', 'fallback', 'queued']),
})
export type Answer = z.infer<typeof Answer>

/** What is told of a whole event where the stream has one row for each. */
export const EventOfRow = z.object({
  /** Deliveries of it so far. */
  attempts: z.number().int(),
  /** The event has no id: that these deliveries belong together is a guess from their bytes. Else left out. */
  guessed: z.literal(true).optional(),
  lastSeq: z.number().int(),
  lastAt: z.number(),
})
export type EventOfRow = z.infer<typeof EventOfRow>

/** One row of the stream. */
export const DeliveryRow = z.object({
  /** Order of arrival; the key for paging. */
  seq: z.number().int(),
  id: z.string(),
  endpointId: z.string(),
  receivedAt: z.number(),
  provider: z.string().nullable(),
  eventType: z.string().nullable(),
  callId: z.string().nullable(),
  method: z.string(),
  size: z.number().int(),
  summary: Summary,
  /** `cause`: what made it fail, one sentence, once that is known. */
  verification: z.object({ state: VerificationState, reason: VerificationReason, cause: z.string().optional() }),
  conformance: z.object({ state: ConformanceState, issues: z.number().int() }),
  /** Null while no answer was given, or where the sender went away before one could be. */
  answer: z.object({ status: z.number().int(), ms: z.number() }).nullable(),
  /** Provider's documented deadline in milliseconds. */
  deadlineMs: z.number().nullable(),
  /** 1 for the first delivery of an event id. */
  attempt: z.number().int(),
  /** The provider sends no event id: these are the bytes of an earlier delivery, so that it is probably a retry. Else left out. */
  attemptGuessed: z.literal(true).optional(),
  /** Milliseconds since the attempt before; left out for the first. */
  sinceAttemptMs: z.number().optional(),
  /** An earlier attempt was answered 2xx. Else left out. */
  acceptedBefore: z.literal(true).optional(),
  /** Documented number of attempts in all. */
  attemptsDocumented: z.number().int().nullable(),
  replays: z.number().int(),
  aborted: z.boolean(),
  /** Sent by Switchhook itself as a sample event. */
  sample: z.boolean(),
  /** A set-up request of the provider, answered by the receiver itself. */
  handshake: z.string().nullable(),
  /** Read from a file, so that there is no answer. Left out: it arrived here. */
  imported: z.literal(true).optional(),
  /** Pinned by the user. Else left out. */
  pinned: z.literal(true).optional(),
  /** The user's note; of a row its beginning. Left out where there is none. */
  note: z.string().optional(),
  /** Left out where it is not forwarded. */
  forward: z.enum(forwardStates).optional(),
  /** The response rule that answered it, or is going to; left out where none did. */
  rule: AppliedRule.pick({ name: true, did: true }).optional(),
  /** It got no answer, and will get none. `ms`: from the first byte until the connection ended. */
  unanswered: z.object({ why: z.enum(unansweredWhys), ms: z.number() }).optional(),
  /** Only in lists of events: the row is that of the last attempt, but for `seq` and `receivedAt`, which are of the first. */
  event: EventOfRow.optional(),
})
export type DeliveryRow = z.infer<typeof DeliveryRow>

export const Attempt = z.object({
  id: z.string(),
  receivedAt: z.number(),
  status: z.number().int().nullable(),
  /** Time to the answer; null without one. */
  ms: z.number().nullable(),
  attempt: z.number().int(),
})
export type Attempt = z.infer<typeof Attempt>

/** Everything about one delivery but its body bytes. */
export const DeliveryDetail = DeliveryRow.extend({
  facts: DeliveryFacts,
  request: CapturedRequest,
  verdict: Verification,
  check: Conformance,
  answerGiven: Answer.nullable(),
  appliedRule: AppliedRule.nullable(),
  /** Where an imported one comes from. Left out: it arrived here. */
  importedFrom: ImportOrigin.optional(),
  attempts: z.array(Attempt),
  /** Where it was forwarded to, oldest first. */
  forwards: z.array(Forward),
  callDeliveries: z.number().int(),
})
export type DeliveryDetail = z.infer<typeof DeliveryDetail>
