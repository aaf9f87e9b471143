import { z } from 'zod'
import { templateProblem } from './template.ts'
import { timestampUnits } from './timestamp.ts'

export const SignedTemplate = z
  .string()
  .min(1)
  .refine((text) => templateProblem(text) === undefined, { error: ({ input }) => templateProblem(String(input)) ?? '' })

/** Parameters of every scheme that signs a string put together from parts of the request. */
export const messageParams = {
  header: z
    .string()
    .min(1)
    .default('X-Signature')
    .describe('Header of the signature; several names separated by commas, the first that is present counts'),
  format: z
    .string()
    .regex(/\{signature\}/, 'must contain {signature}')
    .default('{signature}')
    .describe('How the header is written: {signature}, sha256={signature}, t={timestamp},v1={signature}, …'),
  separator: z.enum(['', ' ', ',']).default('').describe('What stands between several signatures in one header'),
  signed: SignedTemplate.default('{body}').describe(
    'The signed string: {body}, {timestamp}.{body}, {id}.{timestamp}.{body}, also {nonce}, {method}, {url}, {path}, {header:x}, {json:/x}, {form}, {secret}',
  ),
  timestampHeader: z.string().default('').describe('Header of the timestamp'),
  timestampPointer: z
    .string()
    .regex(/^(\/.*)?$/, 'must be a JSON pointer such as /timestamp')
    .default('')
    .describe('JSON pointer to the timestamp in the body, where it stands there'),
  timestampUnit: z.enum(timestampUnits).default('s').describe('How the timestamp is written'),
  toleranceSeconds: z.int().min(0).nullable().default(null).describe('Accepted age in seconds; empty: any'),
  toleranceWindow: z.enum(['both', 'past']).default('both').describe('Whether times in the future are refused too'),
  idHeader: z.string().default('').describe('Header of the message id'),
  nonceHeader: z.string().default('').describe('Header of the nonce'),
  versionHeader: z.string().default('').describe('Header that names the version of the scheme'),
  version: z.string().default('').describe('Its value'),
  algorithmHeader: z.string().default('').describe('Header that names the algorithm'),
  algorithmName: z.string().default('').describe('Its value'),
  keyId: z.string().default('').describe('Key id that must stand at {keyId} in the header; empty: any'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
}
export type MessageParams = z.infer<z.ZodObject<typeof messageParams>>
