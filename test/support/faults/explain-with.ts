import type { Ladder } from '#shared/model/ladder.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { explainFailure } from '../../../src/main/engine/signatures/ladder/explain-failure.ts'
import type { LadderInput } from '../../../src/main/engine/signatures/ladder/ladder-input.ts'
import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import { secretList } from '../verify-with.ts'
import { threadClock } from './thread-clock.ts'

export const inputWith = (
  ref: SchemeRef,
  request: SchemeRequest,
  secrets: readonly string[],
  more: Partial<LadderInput> = {},
): LadderInput => ({
  request,
  aborted: false,
  signature: { kind: 'scheme', ...ref },
  recipe: null,
  secrets: secretList(...secrets),
  others: [],
  packs: [],
  ...more,
})

/** Throws where the signature does not fail. */
export function explainWith(input: LadderInput, limitMs = 2000): Ladder {
  const ladder = explainFailure(input, { elapsed: threadClock(), limitMs })
  if (!ladder) throw new Error('this signature does not fail')
  return ladder
}
