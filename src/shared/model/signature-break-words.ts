import type { Cause } from './cause.ts'

// Apart from the schema, because the page has no zod: its content policy forbids what zod tries at its start.

/** Ways to break a signature on purpose. Where one of them is a cause of the ladder, it has the cause's name. */
export const signatureBreaks = [
  'wrong-secret',
  'body-changed',
  'body-trailing-newline',
  'timestamp-too-old',
  'timestamp-too-new',
  'timestamp-unit',
  'timestamp-missing',
  'header-missing',
  'header-renamed',
  'header-malformed',
  'encoding',
  'prefix',
  'algorithm',
  'signed-string',
  'url-scheme',
  'url-trailing-slash',
] as const
export type SignatureBreak = (typeof signatureBreaks)[number]

interface BreakWords {
  /** In a list of choices. */
  readonly title: string
  /** What is done, one clause. */
  readonly what: string
}

export const breakWords: Readonly<Record<SignatureBreak, BreakWords>> = {
  'wrong-secret': { title: 'Wrong secret', what: 'signed with a random secret of the same form' },
  'body-changed': { title: 'Body changed', what: 'one character of the body is changed after it was signed' },
  'body-trailing-newline': {
    title: 'Newline added to the body',
    what: 'a newline is added to the end of the body after it was signed',
  },
  'timestamp-too-old': { title: 'Timestamp too old', what: 'signed with a timestamp before the accepted window' },
  'timestamp-too-new': { title: 'Timestamp in the future', what: 'signed with a timestamp after the accepted window' },
  'timestamp-unit': {
    title: 'Timestamp in another unit',
    what: 'the timestamp is in milliseconds instead of seconds, or the other way round',
  },
  'timestamp-missing': { title: 'Timestamp missing', what: 'the header of the timestamp is left out' },
  'header-missing': { title: 'Signature missing', what: 'the header of the signature is left out' },
  'header-renamed': { title: 'Header renamed', what: 'the signature is sent in a header of another name' },
  'header-malformed': { title: 'Signature malformed', what: 'the header holds something that is not a signature' },
  encoding: { title: 'Wrong encoding', what: 'the digest is written in hex instead of Base64, or the other way round' },
  prefix: { title: 'Wrong prefix', what: 'the prefix before the signature is added or left out' },
  algorithm: { title: 'Wrong algorithm', what: 'the digest is made with another algorithm' },
  'signed-string': { title: 'Wrong signed string', what: 'other parts of the request are signed' },
  'url-scheme': { title: 'Wrong URL scheme', what: 'signed for https instead of http, or the other way round' },
  'url-trailing-slash': { title: 'Trailing slash in the URL', what: 'signed for the URL with a slash at its end' },
}

/** What the ladder finds for a break. `no-match`: nobody can tell from the request alone. */
export function causesOfBreak(broken: SignatureBreak): readonly Cause[] {
  if (broken === 'wrong-secret') return ['no-match']
  if (broken === 'body-changed') return ['no-match', 'body-hash-mismatch']
  return [broken]
}
