import { z } from 'zod'

/**
 * What made a signature fail. Closed list, part of the contract. Which one it is, is either proven (a recomputation with just
 * that difference matches the signature that came, or the thing is visible in the request) or a guess; the ladder's `proven`
 * tells, and the sentence of a guess says so. `no-match` claims nothing.
 */
export const causes = [
  'header-missing',
  'header-renamed',
  'header-malformed',
  'timestamp-missing',
  'timestamp-malformed',
  'timestamp-too-old',
  'timestamp-too-new',
  'timestamp-unit',
  'no-supported-version',
  'unsupported-algorithm',
  'encoding',
  'prefix',
  'signed-string',
  'algorithm',
  'body-whitespace',
  'body-trailing-newline',
  'body-line-endings',
  'body-escapes',
  'body-key-order',
  'body-number-format',
  'body-form-reencoded',
  'body-charset',
  'body-compressed',
  'body-empty',
  'body-hash-mismatch',
  'url-scheme',
  'url-host',
  'url-port',
  'url-path',
  'url-trailing-slash',
  'url-query',
  'content-type-rule',
  'secret-form',
  'secret-other',
  'secret-wrong-kind',
  'wrong-provider',
  'no-match',
] as const
export const Cause = z.enum(causes)
export type Cause = z.infer<typeof Cause>
