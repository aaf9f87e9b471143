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
    input: z.strictObject({}),
    output: z.object({ providers: z.array(ProviderInfo), broken: z.array(BrokenPack), schemes: z.array(SchemeInfo) }),
  },
  /** Reads the user's packs folder again. */
  'providers.reload': {
    input: z.strictObject({}),
    output: z.object({ loaded: z.number().int(), broken: z.array(BrokenPack) }),
  },
  /** JSON Schema text of an event entry. */
  'providers.schema': {
    input: z.strictObject({ provider: z.string(), event: z.string(), revision: z.string().optional() }),
    output: z.object({ text: z.string() }),
  },
  /**
   * Signs a sample and sends it through the tunnel when it is up, to the receiver otherwise. `broken`: with this fault in its
   * signature; throws `conflict` where it cannot be signed, or its scheme has no such fault.
   */
  'samples.send': {
    input: z.strictObject({
      endpointId: z.string(),
      provider: z.string().optional(),
      event: z.string(),
      broken: SignatureBreak.optional(),
    }),
    output: z.object({
      status: z.number().int().nullable(),
      via: z.enum(['tunnel', 'receiver']),
      url: z.string(),
      /** Signed with this secret's label; null where the provider does not sign or no secret is set. */
      signedWith: z.string().nullable(),
      problem: z.string().nullable(),
    }),
  },
} as const
