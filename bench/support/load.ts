import { fork } from 'node:child_process'
import { join } from 'node:path'

/** What the generator of our own sends; made anew for each request unless the rate is fixed. */
export interface LoadJob {
  /** Endpoint URLs by provider: with one (Replicer) only that is sent, with several a mix of them. */
  readonly urls: Readonly<Record<string, string>>
  /** Ends after so many, or after so many seconds. */
  readonly total: number | null
  readonly seconds: number | null
  /** Per second; null: as fast as answers come. */
  readonly rate: number | null
  readonly connections: number
  /** Body sizes of Replicer's, each as often as the others. */
  readonly sizes: readonly number[]
  readonly wrongShare: number
  /** Bodies that end before they are whole. */
  readonly abortedShare: number
  readonly seed: number
  /** Gives each a name "Mark<n>X" and tells when it was answered. */
  readonly marked: boolean
}

export interface LoadResult {
  /** With a status below 300; and others; and connections that ended before the answer; and ended by ourselves. */
  readonly answered: number
  readonly refused: number
  readonly lost: number
  readonly aborted: number
  /** Of all requests: request line, headers, body. */
  readonly bytes: number
  readonly seconds: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Number of a marked one, and when its answer was here (Unix milliseconds with a fraction). */
  readonly marks: readonly (readonly [number, number])[]
}

const usual = {
  total: null,
  seconds: null,
  rate: null,
  connections: 32,
  sizes: [700, 2000],
  wrongShare: 0,
  abortedShare: 0,
  seed: 1,
  marked: false,
} as const

export type LoadOptions = Pick<LoadJob, 'urls'> & Partial<LoadJob>

/** Runs the generator in a process of its own. */
export function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const job: LoadJob = { ...usual, ...options }
  const child = fork(join(import.meta.dirname, 'load-process.ts'), { execArgv: [] })
  child.send(job)
  return new Promise((done, fail) => {
    child.on('message', (message: { readonly type: 'done'; readonly result: LoadResult }) => done(message.result))
    child.once('exit', (code) => fail(new Error(`the generator ended with code ${code}`)))
  })
}
