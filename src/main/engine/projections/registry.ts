import { annotations } from './annotations.ts'
import { answerTimes } from './answer-times.ts'
import { attempts } from './attempts.ts'
import { forwards } from './forwards.ts'
import { imports } from './imports.ts'
import type { Projection } from './projection.ts'
import { replays } from './replays.ts'
import { rows } from './rows.ts'
import { runs } from './runs.ts'
import { search } from './search.ts'

/** All projections. They are brought up to date together; where one is built again, the others do not wait for it. */
export const projections: readonly Projection[] = [
  ...[rows, attempts, replays, runs, forwards],
  ...[answerTimes, annotations, imports, search],
]
