import { z } from 'zod'
import { HeaderPair } from './header-pair.ts'
import { HeaderChange, replayErrors } from './replay.ts'
import { TargetUrl } from './target-url.ts'

/** What answers an endpoint's deliveries: Switchhook itself, or the app that they are forwarded to. */
export const EndpointMode = z.enum(['answer', 'forward'])
export type EndpointMode = z.infer<typeof EndpointMode>

/** A target beside the endpoint's own one. */
export const ForwardTarget = z.strictObject({
  url: TargetUrl,
  /** Event types that go here, `*` for any characters. None: every delivery. */
  events: z.array(z.string().trim().min(1, 'an event type is needed').max(200)).max(50),
  /** `answers`: in place of the endpoint's own target, the first that fits. `copy`: as well, and its answer goes nowhere. */
  role: z.enum(['answers', 'copy']),
})
export type ForwardTarget = z.infer<typeof ForwardTarget>

export const ForwardSettings = z.strictObject({
  others: z.array(ForwardTarget).max(20),
  /** Longest silence of a target, milliseconds: before its answer, and between two pieces of it. */
  timeoutMs: z.number().int().min(100).max(600_000),
  /** What the provider gets where the target gives no answer. */
  fallback: z.strictObject({ status: z.number().int().min(200).max(599), text: z.string().max(1000) }),
  /** Adds X-Forwarded-For, -Host, -Proto and Forwarded. */
  forwardedHeaders: z.boolean(),
  /** While the target gives no answer, the provider gets 202, and the deliveries go out in order once it does. */
  storeAndForward: z.boolean(),
})
export type ForwardSettings = z.infer<typeof ForwardSettings>

export const defaultForward: ForwardSettings = {
  others: [],
  timeoutMs: 30_000,
  fallback: { status: 502, text: 'The app behind this URL did not answer.\n' },
  forwardedHeaders: true,
  storeAndForward: false,
}

export const forwardErrors = [
  ...replayErrors,
  /** Not on this machine, and not agreed to. */
  'not-approved',
  /** The target is Switchhook's own receiver. */
  'own-receiver',
  /** The provider hung up before the answer was complete. */
  'sender-left',
  /** Switchhook was stopped meanwhile. */
  'stopped',
  /** Switchhook ended without noting what came of it. */
  'unknown',
  /** Too many copies were on their way. */
  'busy',
  /** Tried too often from the queue. */
  'gave-up',
  /** Taken out of the queue by the user. */
  'discarded',
] as const

export const ForwardError = z.object({
  code: z.enum(forwardErrors),
  /** What happened and what to do, in plain words. */
  message: z.string(),
})
export type ForwardError = z.infer<typeof ForwardError>

/** A delivery sent to a target as it arrived, or from the queue, and what came of it. Times in milliseconds from the start. */
export const Forward = z.object({
  id: z.string(),
  deliveryId: z.string(),
  role: z.enum(['answers', 'copy', 'queued']),
  target: z.string(),
  sentAt: z.number(),
  /** What was not sent as it was received. */
  changes: z.array(HeaderChange),
  status: z.number().int().nullable(),
  statusText: z.string(),
  headers: z.array(HeaderPair),
  /** Size of the whole answer; at most 1 MiB of it is stored. */
  bodySize: z.number().int(),
  bodyTruncated: z.boolean(),
  /** Pieces of the answer's body as they arrived; the last one holds all that are beyond the bound. */
  chunks: z.array(z.object({ atMs: z.number(), bytes: z.number().int() })),
  chunkCount: z.number().int(),
  timing: z.object({
    connectMs: z.number().nullable(),
    firstByteMs: z.number().nullable(),
    totalMs: z.number(),
  }),
  error: ForwardError.nullable(),
  /** What the provider got of it: the target's answer, the beginning of it, the fallback, 202, or nothing. */
  given: z.enum(['answer', 'part', 'fallback', 'queued', 'nothing']),
  /** What Switchhook answered in the target's place. */
  reply: z.object({ headers: z.array(HeaderPair), body: z.string() }).optional(),
  /** An earlier try may have reached the target. */
  mayRepeat: z.boolean(),
})
export type Forward = z.infer<typeof Forward>

/**
 * How forwarding a delivery stands. `open`: no outcome is known (yet). `waiting`: in the queue. `copy-failed`: the answer was
 * passed on, but a copy did not get through.
 */
export const forwardStates = ['open', 'ok', 'failed', 'waiting', 'copy-failed'] as const
export type ForwardState = (typeof forwardStates)[number]

/** How forwarding stands at an endpoint. */
export const ForwardingStatus = z.object({
  /** Of the newest delivery with an outcome; null where there is none. */
  last: z.object({ state: z.enum(forwardStates), at: z.number(), problem: z.string().nullable() }).nullable(),
  /** Deliveries in the queue. */
  waiting: z.number().int(),
})
export type ForwardingStatus = z.infer<typeof ForwardingStatus>
