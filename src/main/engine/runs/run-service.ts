import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { RunAnswers, RunFilter, RunOutcome, RunPlan, RunPreview, RunStatus } from '#shared/model/run.ts'
import { maxRunItems, maxSendsAtOnce } from '#shared/model/run-words.ts'
import type { ReplayFlow } from '../flows/replay.ts'
import { latestValues } from '../lib/latest-values.ts'
import { createSignal } from '../lib/signal.ts'
import type { AddFacts } from '../log/codec.ts'
import type { StoredRunRow } from '../log/run-tables.ts'
import type { EnginePorts } from '../ports.ts'
import type { RunFigures } from '../reading/read-runs.ts'
import type { Views } from '../reading/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { SettingsService } from '../state/settings-service.ts'
import type { WriteState } from '../state/stored-state.ts'
import { chooseDeliveries } from './choose-deliveries.ts'
import { driveRun, type LiveRun, type Run } from './drive-run.ts'
import { runStatus } from './run-progress.ts'
import { createSendSlots } from './send-slots.ts'
import {
  freshState,
  marksOf,
  putRun,
  putRunState,
  type RunState,
  readRuns,
  removeRun,
  type StoredRun,
} from './stored-run.ts'

export interface RunService {
  preview(plan: RunPlan): Promise<RunPreview>
  start(
    plan: RunPlan,
    approve: boolean,
  ): Promise<
    | { readonly result: 'started'; readonly id: string }
    | { readonly result: 'needs-approval'; readonly origins: string[] }
  >
  pause(id: string): Promise<void>
  resume(id: string, uncertain: 'skip' | 'send'): Promise<void>
  cancel(id: string): Promise<void>
  /** Newest first. */
  list(): Promise<RunStatus[]>
  outcomes(id: string, page: OutcomesPage): Promise<{ readonly outcomes: RunOutcome[]; readonly total: number }>
  answers(id: string, skip: number, limit: number): Promise<{ readonly answers: RunAnswers[]; readonly total: number }>
  /** See the stream `runs.watch` of the API. */
  watch(stop: StopSignal): AsyncGenerator<{ runs: RunStatus[] }>
  /** Sends nothing more; what is on its way gets a moment. The runs can be resumed by the next host. */
  close(): Promise<void>
}

interface OutcomesPage {
  readonly filter?: RunFilter | undefined
  readonly skip: number
  readonly limit: number
}

interface RunServiceParts {
  readonly ports: EnginePorts
  readonly views: Views
  readonly endpoints: EndpointService
  readonly settings: SettingsService
  readonly replays: Pick<ReplayFlow, 'send' | 'approved'>
  readonly addFacts: AddFacts
  readonly write: WriteState
  readonly seqOf: (id: string) => number | null
  readonly idOf: (seq: number) => string
  /** As they were found at the start. */
  readonly stored: readonly StoredRunRow[]
}

/** Runs that are stored; the oldest that have ended make room for new ones. */
const maxRuns = 50
const watching = { intervalMs: 250, refreshMs: 1000 }
/** So long the sends that are on their way may take when the host stops, milliseconds. */
const graceMs = 1000

/** Replays of many deliveries: planned, sent at a pace, paused and resumed, also over a restart. */
export function createRunService(parts: RunServiceParts): RunService {
  const { ports, views, write } = parts
  const { clock, log } = ports
  const changed = createSignal<void>((error) => log.error('a listener failed', { error: String(error) }))
  const runs = new Map<string, Run>(readRuns(parts.stored).map((run) => [run.id, { ...run, live: null }]))
  const slots = createSendSlots(maxSendsAtOnce)
  const figuresOf = createFigures(views)
  const closing = new AbortController()
  const stopWatching = views.changes.subscribe(({ changed: rows, removed }) => {
    if (rows === 'many' || removed.length > 0) figuresOf.forget()
    if ([...runs.values()].some(({ live }) => live !== null) || removed.length > 0) changed.emit()
  })

  function find(id: string): Run {
    const run = runs.get(id)
    if (run === undefined) throw new AppError('not-found', 'This run is not stored (any more): the last 50 are.')
    return run
  }

  const choosing = { ...parts, clock, marksOf: (id: string) => marksOf(find(id)) }

  async function set(run: Run, state: Partial<RunState>): Promise<void> {
    run.state = { ...run.state, ...state }
    changed.emit()
    await write([putRunState(run.id, run.state)])
  }

  function begin(run: Run, again: readonly number[]): void {
    const live: LiveRun = driveRun(
      { ...parts, clock, log, slots, set, changed: changed.emit, closing: closing.signal },
      run,
      again,
    )
    run.live = live
    void live.ended.then(() => {
      if (run.live === live) run.live = null
      changed.emit()
    })
  }

  /** Room for one more; throws AppError `conflict` where none of the stored ones has ended. */
  function makeRoom(): string[] {
    const most = maxRuns - 1
    const ended = [...runs.values()].filter(({ state, live }) => live === null && isOver(state))
    const going = ended.slice(0, Math.max(0, runs.size - most)).map(({ id }) => id)
    if (runs.size - going.length > most)
      throw new AppError('conflict', `${maxRuns} runs are stored and none has ended. Cancel one first.`)
    return going
  }

  async function start(plan: RunPlan, approve: boolean): ReturnType<RunService['start']> {
    const { items, gapsMs, preview } = await chooseDeliveries(choosing, plan)
    if (preview.tooMany)
      throw new AppError(
        'conflict',
        `More than one run takes (${maxRunItems} requests). Narrow the search, or its time.`,
      )
    if (items.length === 0) throw new AppError('conflict', nothingToSend(preview))
    if (preview.needsApproval.length > 0 && !approve)
      return { result: 'needs-approval', origins: preview.needsApproval }
    for (const origin of preview.needsApproval) await parts.replays.approved(origin, true)
    const going = makeRoom()
    const run: Run = {
      id: ports.newId('run'),
      plan: {
        what: whatOf(plan, preview),
        settings: plan.settings,
        deliveries: preview.deliveries,
        ...{ items: items.length, gapsMs, createdAt: clock.now() },
      },
      state: freshState,
      live: null,
    }
    await write([...going.map(removeRun), putRun(run, items)])
    for (const id of going) runs.delete(id)
    runs.set(run.id, run)
    if (!closing.signal.aborted) begin(run, [])
    changed.emit()
    return { result: 'started', id: run.id }
  }

  async function resume(id: string, uncertain: 'skip' | 'send'): Promise<void> {
    const run = find(id)
    if (isOver(run.state)) throw new AppError('conflict', 'This run has ended. Replay its outcomes in a new one.')
    if (run.state.state === 'running') return
    await set(run, { state: 'running', why: null })
    // What was on its way when it was paused ends first.
    const before = run.live?.ended
    void goOn().catch((error: unknown) => log.error('a run could not go on', { error: String(error) }))

    async function goOn(): Promise<void> {
      await before
      await views.settled()
      const again = uncertain === 'send' ? await views.read.uncertainItems(marksOf(run)) : []
      if (run.state.state === 'running' && run.live === null && !closing.signal.aborted) begin(run, again)
    }
  }

  async function statuses(): Promise<RunStatus[]> {
    const newestFirst = [...runs.values()].reverse()
    return Promise.all(
      newestFirst.map(async ({ live, ...run }) =>
        runStatus(run, await figuresOf.read(run, live !== null), live?.speed() ?? null),
      ),
    )
  }

  return {
    start,
    resume,
    preview: async (plan) => (await chooseDeliveries(choosing, plan)).preview,
    async pause(id) {
      const run = find(id)
      if (run.state.state !== 'running') return
      run.live?.stop()
      await set(run, { state: 'paused', why: 'user' })
    },
    async cancel(id) {
      const run = find(id)
      if (isOver(run.state)) return
      run.live?.cut()
      await set(run, { state: 'cancelled', why: null, endedAt: clock.now() })
      await run.live?.ended
    },
    list: statuses,
    outcomes(id, page) {
      const run = find(id)
      return views.read.runOutcomes(marksOf(run), page, run.plan.deliveries)
    },
    answers: (id, skip, limit) => views.read.runAnswers(find(id).id, skip, limit),
    watch: (stop) =>
      latestValues(async () => ({ runs: await statuses() }), { onChange: changed.subscribe, stop, ...watching }),
    async close() {
      closing.abort()
      stopWatching()
      const live = [...runs.values()].flatMap((run) => run.live ?? [])
      for (const each of live) each.stop()
      const ended = Promise.all(live.map((each) => each.ended))
      let timer: NodeJS.Timeout | undefined
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs)
      })
      await Promise.race([ended, patience])
      clearTimeout(timer)
      for (const each of live) each.cut()
      await ended
    },
  }
}

const isOver = ({ state }: RunState): boolean => state === 'done' || state === 'cancelled'

function whatOf({ deliveries }: RunPlan, preview: RunPreview): RunStatus['what'] {
  if (deliveries.kind === 'query') return { kind: 'query', query: deliveries.query }
  return deliveries.kind === 'run'
    ? { kind: 'run', runId: deliveries.runId }
    : { kind: 'ids', deliveries: preview.deliveries }
}

function nothingToSend({ leftOut }: RunPreview): string {
  const why = leftOut.map(({ deliveries, words }) => `${deliveries} left out: ${words}`).join('; ')
  return why === '' ? 'No delivery fits, so there is nothing to send.' : `There is nothing to send (${why}).`
}

/** Figures of runs; of those that are not being sent they are read once. */
function createFigures(views: Views) {
  const known = new Map<string, { readonly key: string; readonly figures: RunFigures }>()
  return {
    async read(run: StoredRun, isLive: boolean): Promise<RunFigures> {
      const marks = marksOf(run)
      const key = JSON.stringify(marks)
      const held = known.get(run.id)
      if (!isLive && held?.key === key) return held.figures
      const figures = await views.read.runFigures(marks)
      // What may have been sent may have an outcome that the views do not have yet.
      if (!isLive && figures.counts.unknown === 0) known.set(run.id, { key, figures })
      return figures
    },
    /** Deliveries were removed, or the views are other ones. */
    forget: () => known.clear(),
  }
}
