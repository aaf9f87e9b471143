import { z } from 'zod'
import { ResendWatch } from '../model/resend.ts'
import { resendLimit } from '../model/run-words.ts'

const OfEndpoint = z.strictObject({ endpointId: z.string() })

/** "Send again when my server is back". */
export const resendCalls = {
  'resends.start': {
    doc: 'Sends deliveries again once the endpoint’s target answers after it did not; its port is tried until then. It ends with the host.',
    input: z.strictObject({
      endpointId: z.string(),
      deliveries: z
        .array(z.string())
        .min(1)
        .max(resendLimit)
        .optional()
        .describe('Of any age; left out: the newest of the endpoint at that moment.'),
      sign: ResendWatch.shape.sign.default('keep'),
    }),
    output: z.object({
      result: z
        .enum(['on', 'no-target', 'not-approved'])
        .describe('`not-approved`: the target is not on this machine, and nothing was agreed to be sent there yet.'),
    }),
  },
  'resends.stop': { doc: 'Stops waiting for an endpoint’s target.', input: OfEndpoint, output: z.object({}) },
} as const

export const resendStreams = {
  'resends.watch': {
    doc: 'All endpoints whose target is waited for: at once, then with each change.',
    input: z.strictObject({}),
    item: z.object({ watches: z.array(ResendWatch) }),
  },
} as const
