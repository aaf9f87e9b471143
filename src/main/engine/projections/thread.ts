import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { ViewsStatus } from '#shared/model/status.ts'
import { serveThread } from '../lib/thread.ts'
import { LogDamage } from '../log/log-database.ts'
import type { LogPaths } from '../log/log-paths.ts'
import { openLogReader } from '../log/log-reader.ts'
import type { Log } from '../ports.ts'
import { createProjector, type ViewsChange } from './projector.ts'
import { projections } from './registry.ts'

export interface ProjectionThreadData {
  readonly path: string
  readonly logPaths: LogPaths
}

/** What the host offers to this thread. */
export type ProjectionHost = {
  changed(change: ViewsChange): void
  /** Resolves when no reader has the views open. */
  releaseReaders(): Promise<void>
  /** A part of the log cannot be read. */
  logDamaged(): void
  message(level: keyof Log, text: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Functions of this thread. */
export type ProjectionCalls = {
  /** The log has entries up to this number. `load`: how busy capturing is, 0 to 1. */
  notify(through: number, load: number): void
  status(): ViewsStatus
  rebuild(names?: readonly string[]): void
  /** Resolves when all that the log has at this moment is taken in. */
  settled(): Promise<void>
}

/** Capturing that is busier than this comes first: the views rest so many times as long as they work, and catch up afterwards. */
const burst = { load: 0.5, rest: 5, maxRestMs: 500, staleMs: 400 }
/** After a failure, milliseconds; a full disk is not empty again a moment later. */
const retryMs = { first: 500, most: 3_000 }

serveThread<ProjectionThreadData, ProjectionHost>(async ({ path, logPaths }, host) => {
  yieldToCapture()
  const log = openLogReader(logPaths)
  // What is told to the host is not waited for; it may be closing.
  const tell = (told: Promise<unknown>) => void told.catch(() => undefined)
  const message = (level: keyof Log) => (text: string, fields?: Readonly<Record<string, unknown>>) =>
    tell(host.message(level, text, fields))
  const projector = createProjector({
    path,
    log,
    projections,
    onChange: (change) => tell(host.changed(change)),
    releaseReaders: () => host.releaseReaders(),
    messages: { info: message('info'), warn: message('warn'), error: message('error') },
    rest: (tookMs) => (isBurst() ? delay(Math.min(burst.maxRestMs, burst.rest * tookMs)) : nextTurn()),
  })
  let load = 0
  let loadAt = 0
  const isBurst = () => load > burst.load && performance.now() - loadAt < burst.staleMs
  let running = false
  let again = false
  let closing = false
  let later: NodeJS.Timeout | undefined

  /** Takes in what there is, and what comes meanwhile. Failures are told, and tried again later. */
  async function run(): Promise<void> {
    running = true
    let wait = retryMs.first
    let complained = false
    do {
      again = false
      try {
        await projector.catchUp()
        await tidyWhileIdle()
        wait = retryMs.first
        complained = false
      } catch (error) {
        if (error instanceof LogDamage) tell(host.logDamaged())
        if (!complained) message('error')('The views are not up to date', { error: String(error) })
        complained = true
        again = true
        await delay(wait, undefined, { ref: false })
        wait = Math.min(2 * wait, retryMs.most)
      }
    } while (again && !closing)
    running = false
  }

  /** Ends as soon as there is something to take in. */
  async function tidyWhileIdle(): Promise<void> {
    while (!again && !closing) {
      const dueMs = isBurst() ? burst.maxRestMs : projector.tidy()
      if (dueMs > 0) return startLater(dueMs)
      await nextTurn()
    }
  }

  function startLater(afterMs: number): void {
    clearTimeout(later)
    if (Number.isFinite(afterMs)) later = setTimeout(start, afterMs).unref()
  }

  function start(): void {
    again = true
    if (!running) void run()
  }

  // What keeps the views from being opened is told below, and tried again: deliveries are captured all the same.
  await projector.open().catch(() => undefined)
  start()
  const functions: ProjectionCalls = {
    notify(_through, capturing) {
      load = capturing
      loadAt = performance.now()
      start()
    },
    status: () => projector.status(),
    rebuild(names) {
      projector.rebuild(names)
      start()
    },
    settled() {
      start()
      return projector.settled()
    },
  }
  return {
    functions,
    close() {
      closing = true
      clearTimeout(later)
      projector.close()
      log.close()
    },
  }
})

/** Deliveries come first: on Linux each thread has a priority of its own. */
function yieldToCapture(): void {
  if (process.platform !== 'linux') return
  try {
    const thread = /\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0]
    if (thread !== undefined) setPriority(Number(thread), 5)
  } catch {
    // No /proc, or no right to; then it is one thread among the others.
  }
}
