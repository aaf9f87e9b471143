import { z } from 'zod'
import { CompareRules } from '../model/compare-rules.ts'

export const compareCalls = {
  'compare.rules': {
    doc: 'What is left out where deliveries of an endpoint are compared.',
    input: z.strictObject({ endpointId: z.string() }),
    output: z.object({ rules: CompareRules }),
  },
  'compare.setRules': {
    doc: 'Sets what is left out where deliveries of an endpoint are compared.',
    input: z.strictObject({ endpointId: z.string(), rules: CompareRules }),
    output: z.object({ rules: CompareRules }),
  },
} as const
