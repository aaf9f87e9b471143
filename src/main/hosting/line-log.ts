import type { Log } from '../engine/ports.ts'

type Level = 'info' | 'warn' | 'error'
type Fields = Readonly<Record<string, unknown>>

export interface LineLogOptions {
  /** Gets one line without its line feed. */
  readonly write: (line: string) => void
  readonly now: () => number
  /** Also `info`; otherwise only what somebody should look at. */
  readonly verbose?: boolean
}

/** A log of one line per entry: time, level, message, fields as JSON where there are any. */
export function lineLog({ write, now, verbose = false }: LineLogOptions): Log {
  const entry = (level: Level) => (message: string, fields?: Fields) => {
    const tail = fields && Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : ''
    write(`${new Date(now()).toISOString()} ${level} ${message}${tail}`)
  }
  const silent = () => undefined
  return { info: verbose ? entry('info') : silent, warn: entry('warn'), error: entry('error') }
}
