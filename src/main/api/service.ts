import type { z } from 'zod'
import type { Contract, Handlers } from '#shared/api/contract-types.ts'
import { AppError, parseInput, type WireError } from '#shared/api/errors.ts'
import type { Log } from '../engine/ports.ts'

/** A contract with its handlers, by names that come from outside: what every transport serves. */
export interface Service {
  /** Throws AppError `unknown-call` or `bad-input`, and what the handler throws. */
  call(name: unknown, input: unknown): Promise<unknown>
  /** The same for a stream, which begins when `start` is called. */
  stream(name: unknown, input: unknown): ServiceStream
}

export interface ServiceStream {
  start(signal: AbortSignal): AsyncIterable<unknown>
  /** Items as the contract names them. */
  parse(items: readonly unknown[]): unknown[]
}

/** Handlers without their names' types: after a name and an input were checked, any handler is called the same way. */
interface AnyHandlers {
  readonly calls: Readonly<Record<string, (input: unknown) => unknown>>
  readonly streams: Readonly<Record<string, (input: unknown, signal: AbortSignal) => AsyncIterable<unknown>>>
}

/** Inputs and outputs are parsed: what the contract does not name never leaves the engine. */
export function createService<C extends Contract>(contract: C, typed: Handlers<C>): Service {
  const handlers = typed as unknown as AnyHandlers
  return {
    async call(name, input) {
      const { input: accepts, output } = own(contract.calls, name)
      return output.parse(await own(handlers.calls, name)(parseInput(accepts, input)))
    },
    stream(name, input) {
      const { input: accepts, item } = own(contract.streams, name)
      const start = own(handlers.streams, name)
      const parsed = parseInput<z.ZodType>(accepts, input)
      return { start: (signal) => start(parsed, signal), parse: (items) => item.array().parse(items) }
    },
  }
}

/** An own entry of a table, so that `constructor` and `__proto__` are unknown names like any other. */
function own<T>(table: Readonly<Record<string, T>>, name: unknown): T {
  const entry = typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined
  if (entry === undefined) throw new AppError('unknown-call', `There is no call named "${String(name).slice(0, 80)}".`)
  return entry
}

/** What is not an AppError is a bug of ours: logged, then told in general words. */
export function toWireError(error: unknown, doing: string, log: Log): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, issues: [...error.issues] }
  log.error(`${doing} failed`, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  return { code: 'internal', message: 'Something went wrong inside Switchhook; its log has the details.', issues: [] }
}
