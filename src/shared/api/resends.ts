import { z } from 'zod'
import { ResendWatch } from '../model/resend.ts'
import { resendLimit } from '../model/run-words.ts'

const OfEndpoint = z.strictObject({ endpointId: z.string() })

/**
 * "Send again when my server is back": while it is on, the port of the endpoint's target is tried four times a second (one
 * of another machine every two seconds). When it answers after it did not, deliveries go out again. Ends with the host.
 */
export const resendCalls = {
  /**
   * `deliveries`: at most 20, of any age; left out: the newest of the endpoint at that moment. One that is on already
   * goes on with what is said here. `not-approved`: the target is not on this machine, and nothing was agreed to be sent there yet.
   */
  'resends.start': {
    input: z.strictObject({
      endpointId: z.string(),
      deliveries: z.array(z.string()).min(1).max(resendLimit).optional(),
      sign: ResendWatch.shape.sign.default('keep'),
    }),
    output: z.object({ result: z.enum(['on', 'no-target', 'not-approved']) }),
  },
  'resends.stop': { input: OfEndpoint, output: z.object({}) },
} as const

export const resendStreams = {
  /** All that are on, at once and with each change. */
  'resends.watch': { input: z.strictObject({}), item: z.object({ watches: z.array(ResendWatch) }) },
} as const
