import { nearDeadline } from '#shared/attempts/deadline.ts'
import {
  type AnswerTimeSpan,
  type AnswerTimes,
  type AnswerTimesPoint,
  type AnswerTimesSeries,
  answerTimeSpans,
} from '#shared/model/answer-times.ts'
import type { Database } from '../lib/database.ts'
import { blockBits } from '../projections/codes.ts'
import { leaving } from '../projections/rows.ts'

interface Answered {
  readonly at: number
  readonly us: number
  readonly deadline: number | null
}

type Replayed = Answered & { readonly target: string }

/** Answers that are looked at, newest first, and targets that are told of, those with the most replays first. */
const most = { answers: 20_000, targets: 8 }

const liveAnswers = `SELECT at, answer_us AS us, deadline FROM deliveries
  WHERE endpoint = (SELECT id FROM texts WHERE text = ?) AND seq >= ? AND at >= ? AND status <> 0 AND answer_us IS NOT NULL AND NOT ${leaving}
  ORDER BY seq DESC LIMIT ?`
const replays = `SELECT answer_times.target, answer_times.at, us, deadline FROM answer_times
  JOIN deliveries ON deliveries.seq = about
  WHERE answer_times.at >= ? AND endpoint = (SELECT id FROM texts WHERE text = ?) AND NOT ${leaving}
  ORDER BY answer_times.at DESC LIMIT ?`

/** How long an endpoint's deliveries took to be answered in the last hours before `now`: live, and by the targets of replays. */
export function readAnswerTimes(db: Database, endpointId: string, hours: AnswerTimeSpan, now: number): AnswerTimes {
  const stretchMs = answerTimeSpans[hours]
  // Stretches begin at whole multiples, so that a point stays what it is while time goes on.
  const until = (Math.floor(now / stretchMs) + 1) * stretchMs
  const from = until - hours * 3_600_000
  const live = db.prepare(liveAnswers).all(endpointId, firstSeqSince(db, from), from, most.answers) as Answered[]
  const replayed = db.prepare(replays).all(from, endpointId, most.answers) as Replayed[]
  const byTarget = Map.groupBy(replayed, ({ target }) => target)
  const targets = [...byTarget].sort(([, a], [, b]) => b.length - a.length).slice(0, most.targets)
  const capped = { live: live.length === most.answers, replays: replayed.length === most.answers }
  return {
    ...{ from, until, stretchMs },
    series: [
      ...(live.length === 0 ? [] : [seriesOf(null, live, stretchMs, capped.live)]),
      ...targets.map(([target, answers]) => seriesOf(target, answers, stretchMs, capped.replays)),
    ],
  }
}

/** Rows stand in the order of arrival, so that older ones need not be looked at. */
function firstSeqSince(db: Database, from: number): number {
  const block = db.prepare('SELECT min(block) FROM blocks WHERE last_at >= ?').pluck().get(from) as number | null
  return block === null ? Number.MAX_SAFE_INTEGER : block * 2 ** blockBits
}

function seriesOf(
  target: string | null,
  answers: readonly Answered[],
  stretchMs: number,
  capped: boolean,
): AnswerTimesSeries {
  const byStretch = Map.groupBy(answers, ({ at }) => Math.floor(at / stretchMs) * stretchMs)
  const points = [...byStretch].sort(([a], [b]) => a - b).map(([at, some]) => ({ at, ...figuresOf(some) }))
  const deadlines = new Set(answers.flatMap(({ deadline }) => (deadline === null ? [] : [deadline])))
  return { target, points, all: figuresOf(answers), deadlinesMs: [...deadlines].sort((a, b) => a - b), capped }
}

function figuresOf(answers: readonly Answered[]): Omit<AnswerTimesPoint, 'at'> {
  const times = answers.map(({ us }) => us / 1000).sort((a, b) => a - b)
  const rank = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0
  const shares = answers.flatMap(({ us, deadline }) => (deadline === null ? [] : [us / 1000 / deadline]))
  return {
    count: answers.length,
    p50Ms: rank(0.5),
    p95Ms: rank(0.95),
    near: shares.filter((share) => share >= nearDeadline && share <= 1).length,
    late: shares.filter((share) => share > 1).length,
  }
}
