import type { digestAlgorithms } from '../lib/digest.ts'
import { decodings } from './decodings.ts'
import type { Subject } from './subject.ts'

const digestSizes: Readonly<Record<(typeof digestAlgorithms)[number], number>> = {
  md5: 16,
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}

/** What is wrong with the look of every signature that came; null where one can be a signature of some sort. */
export function shapeProblem({ received, by, parts }: Subject): string | null {
  if (by.scheme.id === 'jwt' || parts.size === 0) return null
  const texts = received.map((text) => text.replace(/^v\d+a?,/, ''))
  if (texts.some((text) => sizesOf(text).some(isSignature))) return null
  const [first = ''] = texts
  return first === '' ? 'it is empty' : `${first.length} characters are no digest of any sort`
}

const sizesOf = (text: string): number[] => [...decodings(text)].map(({ bytes }) => bytes.length)
/** Of a digest, or of an RSA or ECDSA key. */
const isSignature = (size: number): boolean => Object.values(digestSizes).includes(size) || size >= 68
