import { z } from 'zod'
import type { Coverage, ReplayProtection } from '#shared/model/verification.ts'
import { formatDuration } from '#shared/sentences/units.ts'
import type { SchemeDescription, SchemeRequest } from '../signature-scheme.ts'
import { namesInWords } from './headers.ts'
import { isForm } from './request-parts.ts'
import {
  filterWords,
  type Placeholder,
  parseTemplate,
  placeholdersOf,
  placeholderWords,
  templateProblem,
} from './template.ts'
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
  fields: z
    .enum(['any', 'first', 'exact'])
    .default('any')
    .describe(
      'How a list of fields is read: any order with repeated and unknown fields; the same, but the first signature counts; or exactly as the format has it',
    ),
  separator: z.enum(['', ' ', ',']).default('').describe('Separator between several signatures in one header'),
  signed: SignedTemplate.default('{body}').describe(
    'The signed string: {body}, {timestamp}.{body}, {id}.{timestamp}.{body}, also {nonce}, {method}, {url}, {path}, {header:x}, {json:/x}, {form}, {secret}',
  ),
  timestampHeader: z.string().default('').describe('Header of the timestamp'),
  timestampPointer: z
    .string()
    .regex(/^(\/.*)?$/, 'must be a JSON pointer such as /timestamp')
    .default('')
    .describe('JSON pointer to the timestamp, where it is in the body'),
  timestampUnit: z.enum(timestampUnits).default('s').describe('How the timestamp is written'),
  timestampFraction: z
    .enum(['refuse', 'cut', 'keep'])
    .default('refuse')
    .describe('What becomes of a fraction in a Unix time: refused, cut off before it is signed, or signed with it'),
  toleranceSeconds: z.int().min(0).nullable().default(null).describe('Accepted age in seconds; empty: any'),
  toleranceWindow: z.enum(['both', 'past']).default('both').describe('Whether times in the future are refused too'),
  agePrecision: z
    .enum(['s', 'ms'])
    .default('s')
    .describe('Whether the age of a timestamp in seconds is compared in whole seconds or in milliseconds'),
  idHeader: z.string().default('').describe('Header of the message id'),
  nonceHeader: z.string().default('').describe('Header of the nonce'),
  versionHeader: z.string().default('').describe('Header that names the version of the scheme'),
  version: z.string().default('').describe('Its value'),
  algorithmHeader: z.string().default('').describe('Header that names the algorithm'),
  algorithmName: z.string().default('').describe('Its value'),
  keyId: z.string().default('').describe('Key id that must stand at {keyId} in the header; empty: any'),
  secretHint: z.string().default('').describe('What to paste as the secret'),
  secretIssued: z
    .boolean()
    .default(false)
    .describe('Whether the provider issues the secret, so that nobody can have chosen it'),
  testSecret: z
    .string()
    .default('')
    .describe('Secret that the provider documents for test deliveries: explains failures, verifies nothing'),
}
export type MessageParams = z.infer<z.ZodObject<typeof messageParams>>

/** "the raw body", or the parts in order: "timestamp, “.”, raw body". */
export function signedStringWords(template: string): string {
  const pieces = parseTemplate(template).map((piece) => {
    if (typeof piece === 'string') return `“${piece.replaceAll('\n', '↵')}”`
    const filters =
      piece.filters.length > 0 ? ` (${piece.filters.map((name) => filterWords[name] ?? name).join(', ')})` : ''
    return placeholderWords(piece) + filters
  })
  return pieces.length === 1 ? `the ${pieces[0]}` : pieces.join(', ')
}

const covering = ({ kind }: Placeholder) => kind !== 'secret'

export function coverageOf(template: string): Coverage {
  const placeholders = placeholdersOf(template).filter(covering)
  const names = [...new Set(placeholders.map(placeholderWords))].map((name) => `the ${name}`)
  const whole = placeholders.some(({ kind }) => kind === 'body' || kind === 'form')
  const detail = inWords(names)
  if (whole) return { extent: 'body', detail }
  return {
    extent: 'part',
    detail: placeholders.some(({ kind }) => kind === 'json') ? `only ${detail}` : `${detail}, not the body`,
  }
}

export function replayOf(
  params: Pick<MessageParams, 'signed' | 'timestampPointer' | 'toleranceSeconds'>,
): ReplayProtection {
  const kinds = placeholdersOf(params.signed).map(({ kind }) => kind)
  const signed = kinds.includes('timestamp') || (params.timestampPointer !== '' && kinds.includes('body'))
  const { toleranceSeconds } = params
  if (!signed) {
    const nonce = kinds.includes('nonce') ? 'a nonce is signed, but no timestamp' : 'no timestamp is signed'
    return { protected: false, toleranceSeconds: null, detail: nonce }
  }
  if (toleranceSeconds === null) {
    return { protected: false, toleranceSeconds, detail: 'the timestamp is signed, but no accepted age is documented' }
  }
  const accepted = formatDuration(toleranceSeconds * 1000)
  return { protected: true, toleranceSeconds, detail: `the timestamp is signed, ${accepted} are accepted` }
}

/** A form that is signed by its values says nothing of a body that is no form. */
export function withCoverage(
  description: SchemeDescription,
  params: Pick<MessageParams, 'signed'>,
  request: SchemeRequest | undefined,
): SchemeDescription {
  if (!request || request.body.length === 0 || isForm(request)) return description
  const { signed } = params
  if (!signed.includes('{form') || placeholdersOf(signed).some(({ kind }) => kind === 'body')) return description
  return { ...description, covers: { extent: 'part', detail: coverageOf(signed.replace(/\{form[^}]*\}/g, '')).detail } }
}

/** What a scheme over a signed string says of itself. */
export const describeMessage = (params: MessageParams) => ({
  signedString: signedStringWords(params.signed),
  header: namesInWords(params.header),
  covers: coverageOf(params.signed),
  replay: replayOf(params),
})

/** "a", "a and b", "a, b and c". */
function inWords(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
