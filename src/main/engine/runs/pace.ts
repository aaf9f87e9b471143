import type { RunPace } from '#shared/model/run.ts'

/** When the items of a run are due, on a clock that never jumps (milliseconds). */
export interface PaceClock {
  /**
   * The next item's moment, which may have passed. `gapMs`: how much later (or earlier, in another order) its delivery
   * arrived than the one before it; 0 for the first.
   */
  next(gapMs: number): number
}

/**
 * Original pace follows the timeline of the arrivals: after a slow answer the gaps shrink until it has caught up. A fixed
 * rate is never exceeded: time that was lost stays lost.
 */
export function createPaceClock(pace: RunPace, now: () => number): PaceClock {
  let due = now()
  switch (pace.kind) {
    case 'original':
      return {
        next(gapMs) {
          due += Math.abs(gapMs) / pace.factor
          return due
        },
      }
    case 'rate':
      return {
        next() {
          const at = Math.max(due, now())
          due = at + 1000 / pace.perSecond
          return at
        },
      }
    case 'fast':
      return { next: () => due }
  }
}

/** Time that items take at a pace where the target keeps up, milliseconds; null: as long as the target needs. */
export function paceMs(pace: RunPace, items: number, gapsMs: number): number | null {
  if (pace.kind === 'fast') return null
  return pace.kind === 'rate' ? (Math.max(0, items - 1) * 1000) / pace.perSecond : gapsMs / pace.factor
}
