import type { AppHandlers } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { RunAnswers, RunOutcome, RunPlan, RunPreview, RunSettings, RunStatus } from '#shared/model/run.ts'
import { runResults } from '#shared/model/run-words.ts'
import { Feed } from './renderer-connection.ts'

export const runSettings = (part: Partial<RunSettings> = {}): RunSettings => ({
  ...{ order: 'oldest', seed: 1, passes: 1, pace: { kind: 'fast' }, concurrency: 1 },
  ...{ sign: 'keep', target: null, stopAfter: null },
  ...part,
})

export const runCounts = (part: Partial<RunStatus['counts']> = {}): RunStatus['counts'] => ({
  ...(Object.fromEntries(runResults.map((result) => [result, 0])) as RunStatus['counts']),
  ...part,
})

/** Plain data in the shape of the contract; the argument replaces some. */
export const runStatus = (part: Partial<RunStatus> = {}): RunStatus => ({
  id: 'run_1',
  what: { kind: 'query', query: 'type:call.ended' },
  settings: runSettings(),
  ...{ deliveries: 10, items: 10, state: 'running', why: null, createdAt: Date.UTC(2026, 3, 2, 12), endedAt: null },
  ...{ activeMs: 4000, counts: runCounts({ ok: 4, waiting: 6 }), reasons: [], perSecond: 1, remainingMs: 6000 },
  compared: null,
  ...part,
})

export const runPreview = (part: Partial<RunPreview> = {}): RunPreview => ({
  ...{ deliveries: 10, items: 10, tooMany: false, firstAt: Date.UTC(2026, 3, 2, 12), lastAt: Date.UTC(2026, 3, 2, 13) },
  ...{ estimateMs: null, leftOut: [], doubts: [], needsApproval: [] },
  endpoints: [{ id: 'end_1', name: 'Front desk', deliveries: 10, target: 'http://localhost:3000/hooks' }],
  ...part,
})

export const runOutcome = (part: Partial<RunOutcome> = {}): RunOutcome => ({
  ...{ item: 1, pass: 1, deliveryId: 'd1', result: 'ok', reason: null, message: null, status: 200, ms: 12 },
  ...{ sentAt: Date.UTC(2026, 3, 2, 12), replayId: 'rep_1', row: null },
  ...part,
})

type RunCalls = Pick<AppHandlers['calls'], Extract<keyof AppHandlers['calls'], `runs.${string}`>>
type RunStreams = Pick<AppHandlers['streams'], 'runs.watch'>

/** Replay runs as plain data: what a test puts in is what the screen reads. */
export class MemoryRuns {
  /** Newest first. */
  list: RunStatus[] = []
  preview: RunPreview | ((plan: RunPlan) => RunPreview) = runPreview()
  outcomes: RunOutcome[] = []
  answers: RunAnswers[] = []
  readonly #told = new Feed<null>()

  /** Changes a run, and tells of it. */
  set(id: string, part: Partial<RunStatus>): void {
    this.list = this.list.map((run) => (run.id === id ? { ...run, ...part } : run))
    this.#told.push(null)
  }

  readonly calls: RunCalls = {
    'runs.preview': ({ plan }) => (typeof this.preview === 'function' ? this.preview(plan) : this.preview),
    'runs.start': ({ plan }) => {
      this.list = [runStatus({ id: `run_${this.list.length + 1}`, settings: plan.settings }), ...this.list]
      this.#told.push(null)
      return { result: 'started', id: this.list[0]!.id }
    },
    'runs.pause': ({ id }) => this.#state(id, 'paused', 'user'),
    'runs.resume': ({ id }) => this.#state(id, 'running', null),
    'runs.cancel': ({ id }) => this.#state(id, 'cancelled', null),
    'runs.list': () => ({ runs: this.list }),
    'runs.outcomes': ({ filter, skip, limit }) => {
      const found = this.outcomes.filter(
        ({ result, reason }) =>
          filter === undefined || (result === filter.result && (filter.reason ?? reason) === reason),
      )
      return { outcomes: found.slice(skip, skip + limit), total: found.length }
    },
    'runs.answers': ({ skip, limit }) => ({
      answers: this.answers.slice(skip, skip + limit),
      total: this.answers.length,
    }),
  }

  readonly streams: RunStreams = {
    'runs.watch': (_, signal) => this.#lists(signal),
  }

  async *#lists(signal: Parameters<RunStreams['runs.watch']>[1]) {
    for await (const _ of this.#told.follow(signal, null)) yield { runs: this.list }
  }

  #state(id: string, state: RunStatus['state'], why: RunStatus['why']): Record<string, never> {
    if (!this.list.some((run) => run.id === id)) throw new AppError('not-found', 'This run is not stored any more.')
    this.set(id, { state, why })
    return {}
  }
}
