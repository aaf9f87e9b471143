import type { Rung } from './candidate.ts'
import { asItCame } from './rungs/as-it-came.ts'
import { secretForm } from './rungs/secret-form.ts'
import { secretOther } from './rungs/secret-other.ts'
import type { Subject } from './subject.ts'

const all: readonly Rung[] = [asItCame, secretForm, secretOther]

/** What is worth trying for this failure, in order. */
export function rungsFor(_subject: Subject): readonly Rung[] {
  return all
}
