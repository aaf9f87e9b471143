import type { Ladder } from '#shared/model/ladder.ts'
import { foundBy } from './found.ts'
import type { LadderControl, LadderInput } from './ladder-input.ts'
import { rungsFor } from './rungs.ts'
import { search } from './search.ts'
import { stepsOf } from './steps.ts'
import { subjectOf } from './subject.ts'
import { unexplained } from './unexplained.ts'
import { visibleSteps } from './visible-steps.ts'

/**
 * Why the signature of a delivery does not hold: tries what usually goes wrong, most frequent first, until a recomputation
 * matches. Takes up to `limitMs` (2 s unless told). Throws where the signature does not fail; nothing in a request makes it throw.
 */
export async function explainFailure(input: LadderInput, control: LadderControl): Promise<Ladder> {
  const subject = subjectOf(input)
  if (!subject) throw new Error('this signature does not fail')
  const rungs = rungsFor(subject)
  const result = await search(subject, rungs, control)
  const { climbs, candidates, timedOut } = result
  return {
    ...(result.match ? foundBy(subject, result.match) : unexplained(subject, result)),
    steps: [...visibleSteps(subject), ...stepsOf(rungs, climbs)],
    candidates,
    tookMs: control.elapsed(),
    timedOut,
  }
}
