import { z } from 'zod'
import { BrokenPack, ProviderInfo } from '../model/provider-pack.ts'
import { SignatureBreak } from '../model/signature-break.ts'

export const SchemeInfo = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** JSON Schema (2020-12) of the parameters, for the recipe form. */
  params: z.record(z.string(), z.json()),
  defaults: z.record(z.string(), z.json()),
})
export type SchemeInfo = z.infer<typeof SchemeInfo>

export const providerCalls = {
  'providers.list': {
    doc: 'All provider packs, built-in ones and the user’s, those that cannot be used, and the signature schemes.',
    input: z.strictObject({}),
    output: z.object({ providers: z.array(ProviderInfo), broken: z.array(BrokenPack), schemes: z.array(SchemeInfo) }),
  },
  'providers.reload': {
    doc: 'Reads the user’s packs folder again.',
    input: z.strictObject({}),
    output: z.object({ loaded: z.number().int(), broken: z.array(BrokenPack) }),
  },
  'providers.schema': {
    doc: 'The JSON Schema of an event, as text.',
    input: z.strictObject({
      provider: z.string(),
      event: z.string(),
      revision: z.string().optional().describe('Another documented shape of the event, by its name.'),
    }),
    output: z.object({ text: z.string() }),
  },
  'samples.send': {
    doc: 'Sends a sample event to an endpoint, signed with its newest secret: through the tunnel while that is up, else to the receiver itself. It fails with `conflict` where a fault is asked for that the signature cannot have.',
    input: z.strictObject({
      endpointId: z.string(),
      provider: z.string().optional().describe('Left out: the endpoint’s.'),
      event: z.string(),
      broken: SignatureBreak.optional().describe('With this fault in its signature.'),
    }),
    output: z.object({
      status: z.number().int().nullable(),
      via: z.enum(['tunnel', 'receiver']),
      url: z.string(),
      signedWith: z
        .string()
        .nullable()
        .describe('Label of the secret; null where the provider does not sign, or no secret is set.'),
      problem: z.string().nullable(),
    }),
  },
} as const
