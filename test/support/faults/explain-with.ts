import { setImmediate } from 'node:timers/promises'
import type { Ladder } from '#shared/model/ladder.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { explainFailure } from '../../../src/main/engine/signatures/ladder/explain-failure.ts'
import type { LadderInput } from '../../../src/main/engine/signatures/ladder/ladder-input.ts'
import { schemeRegistry } from '../../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import { secretList } from '../verify-with.ts'

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
  registry: schemeRegistry,
  secrets: secretList(...secrets),
  others: [],
  packs: [],
  ...more,
})

export function explainWith(input: LadderInput, limitMs = 2000): Promise<Ladder> {
  const start = performance.now()
  return explainFailure(input, { pause: () => setImmediate(), elapsed: () => performance.now() - start, limitMs })
}
