import { plural } from '#shared/sentences/units.ts'
import type { DigestAlgorithm } from '../lib/digest.ts'
import { verifyingKey } from '../lib/public-key.ts'
import { decodings } from './decodings.ts'
import type { Subject } from './subject.ts'

const digestSizes: Readonly<Record<DigestAlgorithm, number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

/** What is wrong with the look of every signature that came; null where one has the size of a signature. */
export function shapeProblem(subject: Subject): string | null {
  const { received, by, parts } = subject
  if (by.scheme.id === 'jwt' || parts.size === 0) return null
  const wanted = sizeOf(subject)
  const texts = received.map((text) => text.replace(/^v\d+a?,/, ''))
  const sizes = texts.map((text) => [...decodings(text)].map(({ bytes }) => bytes.length))
  if (sizes.flat().some((size) => size === wanted || (wanted === null && size >= 64))) return null
  const [first = ''] = texts
  if (first === '') return 'it is empty'
  const bytes = wanted === null ? 'a signature' : `a signature of ${wanted} bytes`
  return `it holds ${plural(first.length, 'character')}, which cannot be ${bytes}`
}

/** In bytes, null where it depends on the key. */
function sizeOf({ by, keys }: Subject): number | null {
  const { algorithm } = by.params as { algorithm?: string }
  if (by.scheme.id !== 'public-key') return digestSizes[(algorithm ?? 'sha256') as DigestAlgorithm]
  if (algorithm === 'ed25519') return 64
  const [bits] = keys.flatMap(({ value }) => verifyingKey(value)?.asymmetricKeyDetails?.modulusLength ?? [])
  return bits === undefined || keys.length > 1 ? null : bits / 8
}
