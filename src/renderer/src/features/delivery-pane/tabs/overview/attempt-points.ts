import type { Attempt } from '#shared/model/delivery.ts'

/** A stop on the line of attempts: one that came, or one that the provider documents as still to come. */
export interface AttemptPoint {
  readonly key: string
  readonly state: 'good' | 'bad' | 'unanswered' | 'next'
  /** Status of the answer; null for one still to come, or without an answer. */
  readonly status: number | null
  /** Arrival of the first, else the wait since the one before, in milliseconds; null where not documented. */
  readonly at: number | null
  readonly waitMs: number | null
  readonly id: string | null
}

interface Documented {
  readonly retryDelaysMs: readonly number[] | null
  readonly attempts: number | null
}

/** Attempts that came, then those that would still come had the last one failed. At most eight of the latter. */
export function attemptPoints(attempts: readonly Attempt[], documented: Documented | null): AttemptPoint[] {
  const came = attempts.map((attempt, index): AttemptPoint => {
    const before = attempts[index - 1]
    return {
      key: attempt.id,
      id: attempt.id,
      state: attempt.status === null ? 'unanswered' : attempt.status < 300 ? 'good' : 'bad',
      status: attempt.status,
      at: attempt.receivedAt,
      waitMs: before ? attempt.receivedAt - before.receivedAt : null,
    }
  })
  const delays = documented?.retryDelaysMs ?? null
  const all = documented?.attempts ?? (delays ? delays.length + 1 : came.length)
  for (let number = came.length + 1; number <= Math.min(all, attempts.length + 8); number++) {
    const waitMs = delays?.[number - 2] ?? null
    came.push({ key: `next-${number}`, id: null, state: 'next', status: null, at: null, waitMs })
  }
  return came
}

/** "2 of at most 6, same event id, 4 not needed". */
export function attemptsNote(attempts: readonly Attempt[], documented: Documented | null): string {
  const all = documented?.attempts ?? null
  const last = attempts.at(-1)
  const accepted = last !== undefined && last.status !== null && last.status < 300
  const count =
    all === null
      ? `${attempts.length}; how many there are at most is not documented`
      : `${attempts.length} of at most ${all}`
  const left = all === null ? 0 : all - attempts.length
  return accepted && left > 0 ? `${count}, ${left} not needed` : count
}
