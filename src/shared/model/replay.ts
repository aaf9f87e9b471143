import { z } from 'zod'
import { EditedPart } from './edited-request.ts'
import { HeaderPair } from './header-pair.ts'
import { SignatureBreak } from './signature-break.ts'

export const replayErrors = ['refused', 'dns', 'tls', 'timeout', 'reset', 'unreachable', 'protocol', 'other'] as const
export const ReplayError = z.object({
  code: z.enum(replayErrors),
  /** One plain sentence: what happened and what to do. */
  message: z.string(),
})
export type ReplayError = z.infer<typeof ReplayError>

/** A header that was not sent as stored, and why. */
export const HeaderChange = z.object({
  name: z.string(),
  change: z.enum(['dropped', 'recomputed', 'added']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  why: z.string(),
})
export type HeaderChange = z.infer<typeof HeaderChange>

/** A request that was sent slowly on purpose. */
export const SlowMotion = z.object({
  /** The body was spread over so many milliseconds. */
  overMs: z.number(),
  /** When its last byte was handed over; null where the target answered or closed before that. */
  sentMs: z.number().nullable(),
})
export type SlowMotion = z.infer<typeof SlowMotion>

/** A request as it was sent; a secret that stood in it is masked. */
export const SentRequest = z.object({
  method: z.string(),
  headers: z.array(HeaderPair),
  /** Size of the whole body; the first 64 KiB of it are stored. */
  bodySize: z.number().int(),
  bodyStored: z.number().int(),
})
export type SentRequest = z.infer<typeof SentRequest>

/** One replay with its outcome. Times in milliseconds from the start; null where that point was not reached. */
export const Replay = z.object({
  id: z.string(),
  deliveryId: z.string(),
  /** 1-based number among the delivery's replays. */
  number: z.number().int(),
  sentAt: z.number(),
  target: z.string(),
  /** "as stored", or "again with “<label>”": re-signed with that secret. Absent in old records: as stored. */
  signed: z.string().optional(),
  changes: z.array(HeaderChange),
  /** What the user changed before it was sent; absent: nothing. */
  edited: z.array(EditedPart).optional(),
  /** How the signature was broken on purpose; absent: it was not. */
  broken: SignatureBreak.optional(),
  /** Sent by a watch, when the target could be reached again. */
  onReturn: z.literal(true).optional(),
  /** The request as it was sent, where it differs from the stored one by more than `changes`. Its body: `replays.sent`. */
  sent: SentRequest.optional(),
  status: z.number().int().nullable(),
  statusText: z.string(),
  headers: z.array(HeaderPair),
  /** Size of the whole answer body; at most 1 MiB of it is stored. */
  bodySize: z.number().int(),
  bodyTruncated: z.boolean(),
  timing: z.object({
    connectMs: z.number().nullable(),
    firstByteMs: z.number().nullable(),
    totalMs: z.number(),
  }),
  error: ReplayError.nullable(),
  /** Left out: sent as fast as it goes. */
  slow: SlowMotion.optional(),
  /** The run that it was an item of (from 1), and the provider's deadline for the delivery then; left out: sent by itself. */
  run: z.object({ id: z.string(), item: z.number().int(), deadlineMs: z.number().nullable() }).optional(),
})
export type Replay = z.infer<typeof Replay>
