import { z } from 'zod'
import { Cause } from './cause.ts'
import { verificationReasons, verificationStates } from './verdict-words.ts'

export const VerificationState = z.enum(verificationStates)
export type VerificationState = z.infer<typeof VerificationState>

export const VerificationReason = z.enum(verificationReasons)
export type VerificationReason = z.infer<typeof VerificationReason>

/** What a matching signature vouches for. `part`: some of the body, or only values beside it. */
export const Coverage = z.object({
  extent: z.enum(['body', 'part', 'nothing']),
  /** Completes "covers …", e.g. "the raw body, the message id and the timestamp". */
  detail: z.string(),
})
export type Coverage = z.infer<typeof Coverage>

export const ReplayProtection = z.object({
  protected: z.boolean(),
  /** Accepted age in seconds, null where the provider documents none. */
  toleranceSeconds: z.number().nullable(),
  /** One clause, e.g. "the timestamp is signed, 5 min are accepted" or "no timestamp is signed". */
  detail: z.string(),
})
export type ReplayProtection = z.infer<typeof ReplayProtection>

/** Verdict on one delivery's signature, judged at its arrival time. */
export const Verification = z.object({
  state: VerificationState,
  reason: VerificationReason,
  /** Id of the signature scheme that judged, null where none did. */
  scheme: z.string().nullable(),
  /** The secret that matched. Never its value. */
  secret: z.object({ id: z.string(), label: z.string() }).nullable(),
  covers: Coverage,
  replay: ReplayProtection,
  /** Specifics of this delivery in one clause, e.g. "X-Replicer-Signature is not among the headers"; null where the reason says all. */
  detail: z.string().nullable(),
  /** What made it fail, found afterwards and off the receiver's path; absent while not looked for. */
  cause: z.object({ code: Cause, sentence: z.string() }).optional(),
})
export type Verification = z.infer<typeof Verification>

/** A signature scheme with its parameters: in a pack, or as an endpoint's own recipe. */
export const SchemeRef = z.strictObject({
  scheme: z.string().min(1),
  params: z.record(z.string(), z.json()).default({}),
})
export type SchemeRef = z.infer<typeof SchemeRef>
