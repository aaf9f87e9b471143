import { z } from 'zod'
import { Verification } from './verification.ts'

/** A part of the signed string, in order. `bytes` is base64; long parts are cut in the middle. */
export const SignedPart = z.object({
  name: z.string(),
  bytes: z.string(),
  size: z.number().int(),
  /** Number of bytes left out after the first half of `bytes`. */
  omitted: z.number().int(),
})

export const Digest = z.object({
  label: z.string(),
  /** In the scheme's own encoding, as it stands (or would stand) in the header. */
  value: z.string(),
  matches: z.boolean(),
  /** Index of the first differing character against the received one, null where equal or not comparable. */
  firstDifference: z.number().int().nullable(),
})

/** Everything the Signature tab shows, computed on demand with the secrets that exist now, at the delivery's arrival time. */
export const SignatureReport = z.object({
  verification: Verification,
  scheme: z
    .object({
      id: z.string(),
      name: z.string(),
      algorithm: z.string(),
      signedString: z.string(),
      header: z.string(),
      from: z.enum(['pack', 'recipe']),
    })
    .nullable(),
  signedString: z.array(SignedPart),
  received: z.array(z.string()),
  expected: z.array(Digest),
})
export type SignatureReport = z.infer<typeof SignatureReport>
