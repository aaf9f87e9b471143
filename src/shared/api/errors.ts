import { z } from 'zod'

/** Faults that cross the API. Closed list; `internal` is a bug of ours and is logged where it becomes this. */
export const errorCodes = [
  'bad-input',
  'not-found',
  'unknown-call',
  'conflict',
  'unavailable',
  'cancelled',
  'closed',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export const WireIssue = z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })
export type WireIssue = z.infer<typeof WireIssue>

export const WireError = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  issues: z.array(WireIssue),
})
export type WireError = z.infer<typeof WireError>

/** A fault with a code and a message for people: what, where, what to do. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly issues: readonly WireIssue[]

  constructor(code: ErrorCode, message: string, issues: readonly WireIssue[] = [], options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.issues = issues
  }
}
