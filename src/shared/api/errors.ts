import type { z } from 'zod'

// No schema is built here, because every thread of the engine loads this file.

/** Faults that cross the API. Closed list; `internal` is a bug of ours and is logged where it becomes this. */
export type ErrorCode =
  | 'bad-input'
  | 'not-found'
  | 'unknown-call'
  | 'conflict'
  | 'unavailable'
  | 'cancelled'
  | 'closed'
  | 'internal'

/** What is wrong with one place of an input. */
export interface WireIssue {
  readonly path: (string | number)[]
  readonly message: string
}

export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly issues: WireIssue[]
}

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

/** The issues of a failed parse; each unknown key is one of its own. */
export function wireIssues(error: z.ZodError): WireIssue[] {
  return error.issues.flatMap((issue): WireIssue[] => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
    return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key' }))
  })
}

/** "endpoints[0].name: a name is needed"; an issue of the whole input begins with `whole` where that is given. */
export function issueSentence({ path, message }: WireIssue, whole = ''): string {
  const place = path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('')
  return place || whole ? `${place || whole}: ${message}` : message
}

/** Parses what came from outside. Throws AppError `bad-input` with every issue and its path. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issues = wireIssues(result.error)
  throw new AppError('bad-input', issues.map((issue) => issueSentence(issue)).join('; '), issues)
}
