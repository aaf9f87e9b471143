import { AppError } from '#shared/api/errors.ts'
import type { ReplayFlow } from '../flows/replay.ts'
import { pause } from '../lib/auto-reset-event.ts'
import type { AddFacts } from '../log/codec.ts'
import type { Clock, Log } from '../ports.ts'
import type { RunItem } from '../reading/read-runs.ts'
import type { Views } from '../reading/views.ts'
import { createPaceClock } from './pace.ts'
import { type LoopItem, runLoop } from './run-loop.ts'
import { createSpeedMeter } from './run-progress.ts'
import { sendItem } from './send-item.ts'
import { createSendSlots, type SendSlots } from './send-slots.ts'
import type { RunState, StoredRun } from './stored-run.ts'

/** A run as this host knows it. */
export interface Run extends StoredRun {
  state: RunState
  /** While something of it is being sent. */
  live: LiveRun | null
}

export interface LiveRun {
  /** Sends nothing more. */
  stop(): void
  /** The same, and breaks off what is on its way. */
  cut(): void
  /** Resolves when nothing is on its way any more and the run's state is written. Never rejects. */
  readonly ended: Promise<void>
  speed(): { readonly activeMs: number; readonly perSecond: number }
}

interface DriveParts {
  readonly views: Views
  readonly replays: Pick<ReplayFlow, 'send'>
  readonly addFacts: AddFacts
  readonly clock: Clock
  readonly log: Log
  /** Shared by all runs. */
  readonly slots: SendSlots
  readonly set: (run: Run, state: Partial<RunState>) => Promise<void>
  readonly changed: () => void
  /** The host stops: aborted then. */
  readonly closing: AbortSignal
}

/** Read from the list of a run at a time, and noted in one commit at most. */
const pageItems = 500
const batchItems = 16
/** While the views are being built again, milliseconds. */
const readAgainMs = 500

/** Sends what is left of a run: `again` (places from 0) first, which may have been sent before. */
export function driveRun(parts: DriveParts, run: Run, again: readonly number[]): LiveRun {
  const { views, clock, log, set } = parts
  const { settings } = run.plan
  const stop = new AbortController()
  const cut = new AbortController()
  const meter = createSpeedMeter(clock.elapsed)
  let since = clock.elapsed()
  let failuresInRow = 0

  /** Active time so far goes into the stored state. */
  function takeActiveMs(): number {
    const now = clock.elapsed()
    const activeMs = run.state.activeMs + now - since
    since = now
    return activeMs
  }

  async function mark(items: readonly LoopItem[]): Promise<void> {
    const before = run.state
    const dispatched = Math.max(before.dispatched, items.at(-1)!.index + 1)
    if (dispatched === before.dispatched) return
    const gapsDoneMs = before.gapsDoneMs + items.reduce((sum, { gapMs }) => sum + Math.abs(gapMs), 0)
    try {
      await set(run, { dispatched, gapsDoneMs, activeMs: takeActiveMs() })
    } catch (error) {
      // None of them goes out. Where later ones were taken up meanwhile, they count as if they had.
      if (run.state.dispatched === dispatched)
        run.state = { ...run.state, dispatched: before.dispatched, gapsDoneMs: before.gapsDoneMs }
      throw error
    }
  }

  async function send(item: LoopItem): Promise<void> {
    const sent = await sendItem(parts, { run: run.id, settings, item, signal: cut.signal })
    if (typeof sent === 'object') await hold('storage', sent.lost)
    if (sent === 'ok' || sent === 'failed') meter.count()
    failuresInRow = sent === 'failed' ? failuresInRow + 1 : 0
    if (settings.stopAfter !== null && failuresInRow >= settings.stopAfter) await hold('failures')
    parts.changed()
  }

  async function hold(why: 'storage' | 'failures', problem?: string): Promise<void> {
    stop.abort()
    if (run.state.state !== 'running') return
    if (problem !== undefined) log.error('a run was paused: outcomes could not be stored', { run: run.id, problem })
    // Where that cannot be written either, the next start finds it paused all the same.
    await set(run, { state: 'paused', why }).catch(() => undefined)
  }

  async function drive(): Promise<void> {
    const slots = [createSendSlots(settings.concurrency), parts.slots]
    let isDone = false
    try {
      isDone = await runLoop({
        items: itemsOf(views, run, again, stop.signal),
        pace: createPaceClock(settings.pace, clock.elapsed),
        ...{ slots, mark, send, now: clock.elapsed, stop: stop.signal, most: batchItems },
      })
    } catch (error) {
      if (!isClosed(error)) await hold('storage', String(error))
    }
    // Then what has no outcome was cut off.
    await unlessAborted(parts.closing, views.settled()).catch(() => undefined)
    if (parts.closing.aborted) return
    const isOver = isDone && run.state.state === 'running'
    await set(run, {
      settled: run.state.dispatched,
      activeMs: takeActiveMs(),
      ...(isOver && { state: 'done', why: null, endedAt: clock.now() }),
    })
  }

  return {
    stop: () => stop.abort(),
    cut() {
      stop.abort()
      cut.abort()
    },
    ended: drive().catch((error: unknown) => {
      if (!isClosed(error)) log.error('the state of a run could not be written', { error: String(error) })
    }),
    speed: () => ({ activeMs: clock.elapsed() - since, perSecond: meter.perSecond() }),
  }
}

/** Waits for something, but not when the host stops: views that cannot be written would never be settled. */
async function unlessAborted(signal: AbortSignal, waited: Promise<unknown>): Promise<void> {
  const end = Promise.withResolvers<void>()
  const stop = () => end.resolve()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    await Promise.race([waited, end.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const isClosed = (error: unknown) => error instanceof AppError && error.code === 'closed'

async function* itemsOf(views: Views, run: Run, again: readonly number[], stop: AbortSignal): AsyncGenerator<LoopItem> {
  const { id, plan } = run
  const read = (from: number, limit: number) => readItems(views, id, from, limit, stop)
  const first = run.state.dispatched
  for (const index of again) for (const item of await read(index, 1)) yield { ...item, gapMs: 0 }
  let before: number | null = null
  for (let from = first; from < plan.items; from += pageItems) {
    for (const item of await read(from, pageItems)) {
      // Between two passes there is no gap.
      const isFirst = item.index % plan.deliveries === 0
      yield { ...item, gapMs: before === null || item.at === null || isFirst ? 0 : item.at - before }
      before = item.at ?? before
    }
  }
}

/** Waits while the views are being built again. */
async function readItems(
  views: Views,
  id: string,
  from: number,
  limit: number,
  stop: AbortSignal,
): Promise<readonly RunItem[]> {
  for (;;) {
    try {
      return await views.read.runItems(id, from, limit)
    } catch (error) {
      const mayPass = error instanceof AppError && error.code === 'unavailable'
      if (!mayPass || !(await pause(readAgainMs, stop))) throw error
    }
  }
}
