import type { SchemeSecret } from '../signature-scheme.ts'
import type { Candidate, Rung } from './candidate.ts'
import type { LadderControl } from './ladder-input.ts'
import type { Subject } from './subject.ts'
import { tryCandidate } from './trial.ts'

export interface Climb {
  readonly rung: Rung
  /** What was tried, first words only. */
  readonly tried: readonly string[]
  readonly count: number
  readonly match: Match | null
}
export interface Match {
  readonly candidate: Candidate
  readonly secret: SchemeSecret
}
export interface Search {
  readonly climbs: readonly Climb[]
  readonly match: Match | null
  readonly candidates: number
  readonly timedOut: boolean
}

const defaultLimitMs = 2000
/** Between two pauses. */
const sliceMs = 4
const wordsLimit = 4

/** Tries rung after rung until a candidate holds or the time is up. */
export async function search(subject: Subject, rungs: readonly Rung[], control: LadderControl): Promise<Search> {
  const { limitMs = defaultLimitMs } = control
  const climbs: Climb[] = []
  let candidates = 0
  let paused = control.elapsed()
  for (const rung of rungs) {
    const tried: string[] = []
    let count = 0
    let match: Match | null = null
    for (const candidate of rung.candidates(subject)) {
      count++
      if (tried.length < wordsLimit && !tried.includes(candidate.tried)) tried.push(candidate.tried)
      const secret = tryCandidate(subject, candidate)
      if (secret) {
        match = { candidate, secret }
        break
      }
      const now = control.elapsed()
      if (now > limitMs) {
        climbs.push({ rung, tried, count, match })
        return { climbs, match: null, candidates: candidates + count, timedOut: true }
      }
      if (now - paused > sliceMs) {
        await control.pause()
        paused = control.elapsed()
      }
    }
    candidates += count
    climbs.push({ rung, tried, count, match })
    if (match) return { climbs, match, candidates, timedOut: false }
  }
  return { climbs, match: null, candidates, timedOut: false }
}
