import { z } from 'zod'
import { DeliveryRow } from './delivery.ts'
import { replayErrors } from './replay.ts'
import { maxPasses, maxSendsAtOnce, notSentReasons, runResults } from './run-words.ts'
import { TargetUrl } from './target-url.ts'

export const NotSentReason = z.enum(notSentReasons)
export type NotSentReason = z.infer<typeof NotSentReason>

export const RunResult = z.enum(runResults)
export type RunResult = z.infer<typeof RunResult>

/** Which outcomes: all with a result, or of those the ones with a reason, e.g. `failed` and "500" or "refused". */
export const RunFilter = z.strictObject({ result: RunResult, reason: z.string().max(40).optional() })
export type RunFilter = z.infer<typeof RunFilter>

/** Which deliveries a run is of. What a query finds is fixed when the run starts. */
export const RunSelection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ids'), ids: z.array(z.string()).min(1).max(10_000) }),
  z.strictObject({
    kind: z.literal('query'),
    /** Text of the search box; a time range is `after:` and `before:`, an event's attempts are `event:`. */
    query: z.string().max(2000),
    /** IANA name of the viewer's time zone, for times in the query. */
    zone: z.string().max(60).optional(),
  }),
  /** Outcomes of an earlier run. */
  z.strictObject({ kind: z.literal('run'), runId: z.string(), filters: z.array(RunFilter).min(1).max(20) }),
])
export type RunSelection = z.infer<typeof RunSelection>

export const RunPace = z.discriminatedUnion('kind', [
  /** With the gaps in which the deliveries arrived, divided by `factor`. */
  z.strictObject({ kind: z.literal('original'), factor: z.number().min(0.01).max(10_000) }),
  z.strictObject({ kind: z.literal('rate'), perSecond: z.number().min(0.01).max(1000) }),
  /** As fast as the target answers. */
  z.strictObject({ kind: z.literal('fast') }),
])
export type RunPace = z.infer<typeof RunPace>

/** How the deliveries of a run are sent. */
export const RunSettings = z.strictObject({
  /** By arrival, or shuffled by `seed`; of a drill, the order of the passes after the first, which goes oldest first. */
  order: z.enum(['oldest', 'newest', 'shuffled']).default('oldest'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  /** How often all of them are sent, one pass after the other. More than once makes the run a drill, whose answers are compared. */
  passes: z.number().int().min(1).max(maxPasses).default(1),
  pace: RunPace.default({ kind: 'fast' }),
  /** Sends on their way at once, at most. */
  concurrency: z.number().int().min(1).max(maxSendsAtOnce).default(1),
  sign: z.enum(['keep', 'again']).default('keep'),
  /** Null: the target that each delivery's endpoint has when it is sent. */
  target: TargetUrl.nullable().default(null),
  /** Pauses after so many failures in a row. */
  stopAfter: z.number().int().min(1).max(1000).nullable().default(null),
})
export type RunSettings = z.infer<typeof RunSettings>

export const RunPlan = z.strictObject({ deliveries: RunSelection, settings: RunSettings })
export type RunPlan = z.infer<typeof RunPlan>

/** What a run would do; nothing is sent. */
export const RunPreview = z.object({
  /** Deliveries that would be sent, each counted once. */
  deliveries: z.number().int(),
  /** Requests: deliveries times passes. */
  items: z.number().int(),
  /** There are more than one run takes. */
  tooMany: z.boolean(),
  /** Arrival of the first and the last of them, Unix milliseconds. */
  firstAt: z.number().nullable(),
  lastAt: z.number().nullable(),
  /** How long sending takes at this pace where the target keeps up, milliseconds; null: as long as the target needs. */
  estimateMs: z.number().nullable(),
  endpoints: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      deliveries: z.number().int(),
      /** Where they go; null: nowhere, so they are left out. */
      target: z.string().nullable(),
    }),
  ),
  /** Deliveries that are left out, with the reason in words. */
  leftOut: z.array(z.object({ reason: NotSentReason, deliveries: z.number().int(), words: z.string() })),
  /** Deliveries that can probably not be signed again, with the reason in words: tried with the oldest of them. */
  doubts: z.array(z.object({ deliveries: z.number().int(), words: z.string() })),
  /** Origins that are not on this machine and were not agreed to yet. */
  needsApproval: z.array(z.string()),
})
export type RunPreview = z.infer<typeof RunPreview>

export const runStates = ['running', 'pausing', 'paused', 'done', 'cancelled'] as const

/** A run as lists show it. */
export const RunStatus = z.object({
  id: z.string(),
  /** What was chosen: a query, marked deliveries, outcomes of another run. */
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('query'), query: z.string() }),
    z.object({ kind: z.literal('ids'), deliveries: z.number().int() }),
    z.object({ kind: z.literal('run'), runId: z.string() }),
  ]),
  settings: RunSettings,
  /** Deliveries, each counted once, and requests. */
  deliveries: z.number().int(),
  items: z.number().int(),
  state: z.enum(runStates),
  /** Why it is paused: asked for, the host was stopped, failures in a row, outcomes could not be stored. */
  why: z.enum(['user', 'host-stopped', 'failures', 'storage']).nullable(),
  createdAt: z.number(),
  endedAt: z.number().nullable(),
  /** Time during which it was sending, milliseconds. */
  activeMs: z.number(),
  /** Items by result. */
  counts: z.record(RunResult, z.number().int()),
  /** Of those that failed or were not sent: how many by status, error code or reason. */
  reasons: z.array(z.object({ result: RunResult, reason: z.string(), items: z.number().int() })),
  /** Answers per second over the last seconds; 0 while it does not run. */
  perSecond: z.number(),
  /** Time until the end, milliseconds, an estimate; null where there is nothing to estimate by. */
  remainingMs: z.number().nullable(),
  /** Of a drill: deliveries that were answered more than once, and of those the ones with different answers. */
  compared: z.object({ deliveries: z.number().int(), differing: z.number().int() }).nullable(),
})
export type RunStatus = z.infer<typeof RunStatus>

/** What came of one item. */
export const RunOutcome = z.object({
  /** Its place in the run, from 1. */
  item: z.number().int(),
  /** Which pass it belongs to, from 1. */
  pass: z.number().int(),
  deliveryId: z.string(),
  result: RunResult,
  /** Status, error code or reason, as in `RunStatus.reasons`; null where there is none. */
  reason: z.string().nullable(),
  /** One sentence for what was not sent. */
  message: z.string().nullable(),
  status: z.number().int().nullable(),
  /** Time of the whole exchange, milliseconds. */
  ms: z.number().nullable(),
  sentAt: z.number().nullable(),
  replayId: z.string().nullable(),
  /** The delivery; null where it was removed. */
  row: DeliveryRow.nullable(),
})
export type RunOutcome = z.infer<typeof RunOutcome>

/** The answers that one delivery got in a drill. Those that are equal in status and body (JSON: whatever the order of its keys) are one. */
export const RunAnswers = z.object({
  deliveryId: z.string(),
  row: DeliveryRow.nullable(),
  answers: z.array(
    z.object({
      status: z.number().int().nullable(),
      error: z.enum(replayErrors).nullable(),
      /** Items that were answered so, the first few of them, and how many there are. */
      items: z.array(z.number().int()),
      count: z.number().int(),
      /** Of the first of them. */
      replayId: z.string(),
    }),
  ),
})
export type RunAnswers = z.infer<typeof RunAnswers>
