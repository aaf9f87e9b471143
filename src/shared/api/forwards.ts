import { z } from 'zod'
import { Endpoint } from '../model/endpoint.ts'
import { EndpointMode, ForwardSettings } from '../model/forward.ts'
import { TargetUrl } from '../model/target-url.ts'

export const forwardCalls = {
  /**
   * Sets how an endpoint answers. What is left out stays; `forward` too can be given in part. `needs-approval`: some target
   * is not on this machine and was not agreed to yet; nothing was changed, call again with `approve`. Throws `bad-input`
   * where the mode is `forward` and there is no target, or the target is Switchhook itself.
   */
  'forwards.set': {
    input: z.strictObject({
      endpointId: z.string(),
      mode: EndpointMode.optional(),
      target: TargetUrl.nullable().optional(),
      forward: ForwardSettings.partial().optional(),
      approve: z.boolean().default(false),
    }),
    output: z.discriminatedUnion('result', [
      z.object({ result: z.literal('set'), endpoint: Endpoint }),
      z.object({ result: z.literal('needs-approval'), origins: z.array(z.string()) }),
    ]),
  },
  /** What a target answered, base64 (at most 1 MiB was kept). */
  'forwards.body': {
    input: z.strictObject({ id: z.string(), forward: z.string() }),
    output: z.object({ base64: z.string() }),
  },
  /** Takes the waiting deliveries of an endpoint out of its queue. They stay stored, and are not sent by themselves. */
  'forwards.discard': {
    input: z.strictObject({ endpointId: z.string() }),
    output: z.object({ discarded: z.number().int() }),
  },
} as const
