import { serveThread } from '../lib/thread.ts'
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
    ...calls,
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
