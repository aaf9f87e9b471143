import { AppError, type WireError } from '#shared/api/errors.ts'
import type { Log } from '../engine/ports.ts'

/** The only place where an exception becomes its wire form. What is not an AppError is a bug of ours: logged, then told in general words. */
export function toWireError(error: unknown, doing: string, log: Log): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, issues: [...error.issues] }
  log.error(`${doing} failed`, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  return { code: 'internal', message: 'Switchhook made a mistake; its log has the details.', issues: [] }
}
