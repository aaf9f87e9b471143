import { AppError } from '#shared/api/errors.ts'
import { serveThread } from '../lib/thread.ts'
import { LogDamage } from '../log/log-database.ts'
import type { LogPaths } from '../log/log-paths.ts'
import { openLogReader } from '../log/log-reader.ts'
import type { Log } from '../ports.ts'
import { createReader, type EndpointName, type Reader } from './reader.ts'

export interface ReadingThreadData {
  readonly path: string
  readonly logPaths: LogPaths
  readonly endpoints: readonly EndpointName[]
}

/** What the host offers to this thread. */
export type ReadingHost = {
  /** The views are damaged, with SQLite's code for it, or `missing`. */
  damaged(code: string): void
  /** A part of the log cannot be read. */
  logDamaged(): void
  message(level: keyof Log, text: string, fields?: Readonly<Record<string, unknown>>): void
}

export type ReadingCalls = Omit<Reader, 'close'> & {
  /** Names that queries may use from now on. */
  nameEndpoints(endpoints: readonly EndpointName[]): void
}

serveThread<ReadingThreadData, ReadingHost>((data, host) => {
  const { path, logPaths } = data
  let { endpoints } = data
  const log = openLogReader(logPaths)
  const tell = (told: Promise<unknown>) => void told.catch(() => undefined)
  const message = (level: keyof Log) => (text: string, fields?: Readonly<Record<string, unknown>>) =>
    tell(host.message(level, text, fields))
  const { close, ...calls } = createReader({
    path,
    log,
    logPaths,
    endpoints: () => endpoints,
    onDamage: (code) => tell(host.damaged(code)),
    messages: { info: message('info'), warn: message('warn'), error: message('error') },
  })
  const functions: ReadingCalls = {
    ...tellingOfDamage(calls, () => tell(host.logDamaged())),
    nameEndpoints(named) {
      endpoints = named
    },
  }
  return {
    functions,
    close() {
      close()
      log.close()
    },
  }
})

type Calls = Omit<Reader, 'close'>

function tellingOfDamage(calls: Calls, onDamage: () => void): Calls {
  const guarded = Object.entries(calls).map(([name, call]) => [
    name,
    (...args: never[]) => {
      try {
        return (call as (...args: never[]) => unknown)(...args)
      } catch (error) {
        if (!(error instanceof LogDamage)) throw error
        onDamage()
        const message = 'A part of the log cannot be read. Switchhook recovers what can be read; try again in a moment.'
        throw new AppError('unavailable', message, [], { cause: error })
      }
    },
  ])
  return Object.fromEntries(guarded) as Calls
}
