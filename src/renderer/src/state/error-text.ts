import { AppError } from '#shared/api/errors.ts'

/** What went wrong, for people. */
export function errorText(error: unknown): string {
  if (error instanceof AppError) {
    if (error.code === 'closed') return 'The connection to Switchhook was lost. Try again when it is back.'
    const [issue] = error.issues
    return issue ? issue.message : error.message
  }
  return error instanceof Error ? error.message : String(error)
}

/** The message for one input field, by its name, or null. */
export function issueFor(error: unknown, field: string): string | null {
  if (!(error instanceof AppError)) return null
  return error.issues.find((issue) => issue.path[0] === field)?.message ?? null
}
