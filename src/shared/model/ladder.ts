import { z } from 'zod'
import { Cause } from './cause.ts'
import { SignedPart } from './signature-report.ts'
import { SchemeRef } from './verification.ts'

/** A rung of the ladder: what was looked at, and what came of it. */
export const LadderStep = z.object({
  /** e.g. "Header `X-Replicer-Signature` is there"; backticks mark machine words. */
  title: z.string(),
  /** e.g. "64 characters", "3 tried: Base64, upper-case hex, sha256= prefix". */
  detail: z.string(),
  outcome: z.enum(['passed', 'differs', 'matches', 'skipped']),
})
export type LadderStep = z.infer<typeof LadderStep>

/** A change of the endpoint that makes such deliveries verify from now on. */
export const LadderFix = z.discriminatedUnion('kind', [
  /** Use this scheme with these parameters instead of the pack's. */
  z.object({ kind: z.literal('recipe'), recipe: SchemeRef, text: z.string() }),
  z.object({ kind: z.literal('provider'), provider: z.string(), text: z.string() }),
  /** Take over another endpoint's secret, or an own retired one. */
  z.object({ kind: z.literal('secret'), secretId: z.string(), text: z.string() }),
  /** Store an own secret in the form that matched, e.g. without the newline; the value itself never leaves the engine. */
  z.object({ kind: z.literal('secret-form'), secretId: z.string(), form: z.string(), text: z.string() }),
])
export type LadderFix = z.infer<typeof LadderFix>

export const Ladder = z.object({
  cause: Cause,
  /** False for what is only likely; then the sentence says so. */
  proven: z.boolean(),
  /** What happened, one sentence, cause first: "A newline was added to the end of the body after it was signed." */
  sentence: z.string(),
  /** The evidence in one or two sentences. */
  evidence: z.string(),
  /** What to do, one sentence. */
  advice: z.string(),
  /** The secret with which the recomputation matches. */
  secret: z.object({ id: z.string(), label: z.string(), endpoint: z.string().nullable() }).nullable(),
  /** The string that was signed, as found; empty where none was found. */
  signedString: z.array(SignedPart),
  /** The digest of it, in the encoding of the signature that came. */
  digest: z.string().nullable(),
  /** First byte in which the body that was signed differs from the one that came. */
  firstDifference: z.object({ offset: z.number().int(), signed: z.string(), came: z.string() }).nullable(),
  /** Sizes of the signed body and the one that came, where they differ. */
  sizes: z.object({ signed: z.number().int(), came: z.number().int() }).nullable(),
  steps: z.array(LadderStep),
  candidates: z.number().int(),
  tookMs: z.number(),
  /** The search ended because its time was up. */
  timedOut: z.boolean(),
  fix: LadderFix.nullable(),
})
export type Ladder = z.infer<typeof Ladder>
