import { z } from 'zod'
import { Retention, RetentionPreview } from '../model/retention.ts'

export const retentionCalls = {
  'retention.preview': {
    doc: 'What this retention would remove from an endpoint’s deliveries at this moment. Nothing is changed; `endpoints.update` sets it.',
    input: z.strictObject({ endpointId: z.string(), retention: Retention }),
    output: RetentionPreview,
  },
} as const
