import type { z } from 'zod'
import { AppError, type WireIssue } from '#shared/api/errors.ts'

/** Parses what a client sent. Throws AppError `bad-input` with every issue and its path. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issues = result.error.issues.map(
    (issue): WireIssue => ({
      path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
      message: issue.message,
    }),
  )
  throw new AppError('bad-input', issues.map(sentence).join('; '), issues)
}

const sentence = ({ path, message }: WireIssue) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)
