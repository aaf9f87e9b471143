import { z } from 'zod'
import { CompareRules } from '../model/compare-rules.ts'

/** What is left out of comparisons, remembered for each endpoint. */
export const compareCalls = {
  'compare.rules': {
    input: z.strictObject({ endpointId: z.string() }),
    output: z.object({ rules: CompareRules }),
  },
  'compare.setRules': {
    input: z.strictObject({ endpointId: z.string(), rules: CompareRules }),
    output: z.object({ rules: CompareRules }),
  },
} as const
