import { z } from 'zod'
import { Endpoint } from '../model/endpoint.ts'
import { EndpointMode, ForwardSettings } from '../model/forward.ts'
import { TargetUrl } from '../model/target-url.ts'

export const forwardCalls = {
  'forwards.set': {
    doc: 'Sets how an endpoint answers; what is left out stays. `bad-input` where the mode is `forward` and there is no target, or the target is Switchhook itself.',
    input: z.strictObject({
      endpointId: z.string(),
      mode: EndpointMode.optional(),
      target: TargetUrl.nullable().optional(),
      forward: ForwardSettings.partial().optional(),
      approve: z.boolean().default(false).describe('Agrees to targets that are not on this machine.'),
    }),
    output: z
      .discriminatedUnion('result', [
        z.object({ result: z.literal('set'), endpoint: Endpoint }),
        z.object({ result: z.literal('needs-approval'), origins: z.array(z.string()) }),
      ])
      .describe(
        '`needs-approval`: some target is not on this machine and was not agreed to yet; nothing was changed, call again with `approve`.',
      ),
  },
  'forwards.body': {
    doc: 'What a target answered to a forwarded delivery, in Base64; at most 1 MiB was kept.',
    input: z.strictObject({ id: z.string(), forward: z.string() }),
    output: z.object({ base64: z.string() }),
  },
  'forwards.discard': {
    doc: 'Takes the waiting deliveries of an endpoint out of its queue. They stay stored, and are not sent by themselves.',
    input: z.strictObject({ endpointId: z.string() }),
    output: z.object({ discarded: z.number().int() }),
  },
} as const
