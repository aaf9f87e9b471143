import type { RunSettings, RunStatus } from '#shared/model/run.ts'
import type { StateChange } from '../capture/contract.ts'
import { encodeRunItems, type StoredRunRow } from '../log/run-tables.ts'
import type { RunMarks } from '../reading/read-runs.ts'

/** What a run was asked to do; fixed when it starts. Its deliveries lie in a table of their own. */
export interface StoredPlan {
  readonly what: RunStatus['what']
  readonly settings: RunSettings
  /** Deliveries of one pass, and items of all passes. */
  readonly deliveries: number
  readonly items: number
  /** All gaps between arrivals in the order of the run, milliseconds. */
  readonly gapsMs: number
  readonly createdAt: number
}

/** How far it has come. What came of each item is in the log. */
export interface RunState {
  readonly state: 'running' | 'paused' | 'done' | 'cancelled'
  readonly why: RunStatus['why']
  /** See `RunMarks`. */
  readonly dispatched: number
  readonly settled: number
  /** Of `gapsMs`, those up to the last item that was taken up. */
  readonly gapsDoneMs: number
  readonly activeMs: number
  readonly endedAt: number | null
}

export interface StoredRun {
  readonly id: string
  readonly plan: StoredPlan
  readonly state: RunState
}

export const freshState: RunState = {
  ...{ state: 'running', why: null, dispatched: 0, settled: 0, gapsDoneMs: 0, activeMs: 0, endedAt: null },
}

/** Runs as an earlier host left them: what it was sending may have been sent, and nothing goes on by itself. */
export function readRuns(rows: readonly StoredRunRow[]): StoredRun[] {
  return rows.map(({ id, plan, state: stored }) => {
    const state = JSON.parse(stored) as RunState
    const cutOff = state.state === 'running' ? ({ state: 'paused', why: 'host-stopped' } as const) : {}
    return { id, plan: JSON.parse(plan) as StoredPlan, state: { ...state, ...cutOff, settled: state.dispatched } }
  })
}

export function putRun({ id, plan, state }: StoredRun, seqs: readonly number[]): StateChange {
  const row = { plan: JSON.stringify(plan), state: JSON.stringify(state), items: encodeRunItems(seqs) }
  return { table: 'runs', id, change: { kind: 'put', ...row } }
}

export const putRunState = (id: string, state: RunState): StateChange => ({
  table: 'runs',
  id,
  change: { kind: 'state', state: JSON.stringify(state) },
})

export const removeRun = (id: string): StateChange => ({ table: 'runs', id, change: { kind: 'remove' } })

export const marksOf = ({ id, plan, state }: StoredRun): RunMarks => ({
  id,
  items: plan.items,
  dispatched: state.dispatched,
  settled: state.settled,
  isDrill: plan.settings.passes > 1,
})
