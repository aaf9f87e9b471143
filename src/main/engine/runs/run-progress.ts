import type { RunStatus } from '#shared/model/run.ts'
import type { RunFigures } from '../reading/read-runs.ts'
import { paceMs } from './pace.ts'
import type { StoredRun } from './stored-run.ts'

/** Answers per second, over the last seconds. */
export interface SpeedMeter {
  count(): void
  perSecond(): number
}

const overMs = 5000

export function createSpeedMeter(now: () => number): SpeedMeter {
  const since = now()
  let times: number[] = []
  const recent = () => {
    const from = now() - overMs
    if (times.length > 0 && times[0]! < from) times = times.filter((at) => at >= from)
    return times
  }
  return {
    count() {
      recent().push(now())
    },
    perSecond() {
      const ms = Math.min(overMs, Math.max(250, now() - since))
      return (recent().length * 1000) / ms
    },
  }
}

/** Time until the end, milliseconds: by the pace; where that is only bounded by the target, by how fast it answers. */
export function remainingMs({ plan, state }: StoredRun, { counts }: RunFigures, perSecond: number): number | null {
  const left = counts.waiting + counts.sending
  if (left === 0) return 0
  const { pace } = plan.settings
  const byPace = paceMs(pace, left, Math.max(0, plan.gapsMs - state.gapsDoneMs))
  const bySpeed = perSecond > 0 ? (left * 1000) / perSecond : null
  if (pace.kind === 'original' || bySpeed === null) return byPace
  return Math.max(byPace ?? 0, bySpeed)
}

/** A run as lists show it. `live`: null while nothing of it is being sent. */
export function runStatus(
  run: StoredRun,
  figures: RunFigures,
  live: { readonly activeMs: number; readonly perSecond: number } | null,
): RunStatus {
  const { id, plan, state } = run
  const perSecond = live?.perSecond ?? 0
  return {
    id,
    what: plan.what,
    settings: plan.settings,
    deliveries: plan.deliveries,
    items: plan.items,
    state: state.state === 'paused' && live !== null ? 'pausing' : state.state,
    why: state.why,
    createdAt: plan.createdAt,
    endedAt: state.endedAt,
    activeMs: state.activeMs + (live?.activeMs ?? 0),
    ...figures,
    perSecond,
    remainingMs: ['done', 'cancelled'].includes(state.state) ? null : remainingMs(run, figures, perSecond),
  }
}
