import { randomBytes } from 'node:crypto'
import type { Clock, Log } from '../engine/ports.ts'
import { visible } from './visible.ts'

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }

export { randomBytes }

/** Crockford's base 32: sorts like the number, and has no letters that are taken for digits. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz'
const timeDigits = 10
const countDigits = 3
const randomDigits = 10

/**
 * Makes ids such as `dlv_01jd8v9x3k0000a1b2c3d4e5`: milliseconds, a count within the millisecond, 50 random bits. Ids of
 * one maker sort in the order in which they were made, also where the clock is set back.
 */
export function idMaker(now: () => number): (prefix: string) => string {
  let time = 0
  let count = 0
  return (prefix) => {
    const current = now()
    if (current > time) {
      time = current
      count = 0
    } else if (++count === 32 ** countDigits) {
      time++
      count = 0
    }
    return `${prefix}_${base32(time, timeDigits)}${base32(count, countDigits)}${randomText()}`
  }
}

function base32(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = digits.charAt(rest % 32) + text
  return text
}

function randomText(): string {
  return Array.from(randomBytes(randomDigits), (byte) => digits.charAt(byte % 32)).join('')
}

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
    write(visible(`${new Date(now()).toISOString()} ${level} ${message}${tail}`))
  }
  const silent = () => undefined
  return { info: verbose ? entry('info') : silent, warn: entry('warn'), error: entry('error') }
}
