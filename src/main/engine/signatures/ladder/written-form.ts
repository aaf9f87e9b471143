import { plural } from '#shared/sentences/units.ts'
import {
  type DigestAlgorithm,
  type DigestEncoding,
  digestSizes,
  encodingWords,
  signatureBytes,
  verifyingKey,
} from '../lib/digest.ts'
import { decodings, withoutVersion } from './rungs/signature-text.ts'
import type { Subject } from './subject.ts'

/**
 * What is wrong with the way in which every signature is written, in a few words: "Base64 in place of lower-case hex". Null where
 * one is written as documented, and where no encoding is documented: a token, a secret that is sent itself.
 */
export function wrongWriting(subject: Subject): string | null {
  const wanted = documentedEncoding(subject)
  const [first] = subject.received
  if (wanted === null || first === undefined) return null
  if (subject.received.some((text) => isWrittenIn(wanted, text, subject))) return null
  const text = withoutVersion(first)
  if (text === '') return 'it is empty'
  const size = sizeFor(first, subject)
  const documented = subject.by.scheme.id === 'public-key' && wanted === 'hex' ? 'hex' : encodingWords[wanted]
  const came = [...decodings(text)].find(({ bytes }) => size === null || bytes.length === size)
  if (came && came.words !== documented) return `${came.words} in place of ${documented}`
  const due = size === null ? '' : `, where ${documented} has ${lengthIn(wanted, size)}`
  return `${plural(text.length, 'character')}${due}`
}

function isWrittenIn(wanted: DigestEncoding, signature: string, subject: Subject): boolean {
  const text = withoutVersion(signature)
  const size = sizeFor(signature, subject)
  // Digests are compared as text, signatures of key pairs as bytes.
  if (subject.by.scheme.id === 'public-key') {
    const bytes = wanted === 'hex-upper' ? null : signatureBytes(text, wanted)
    return bytes !== null && bytes.length > 0 && (size === null || bytes.length === size)
  }
  return patterns[wanted].test(text) && (size === null || text.length === lengthIn(wanted, size))
}

const patterns: Readonly<Record<DigestEncoding, RegExp>> = {
  hex: /^[0-9a-f]+$/,
  'hex-upper': /^[0-9A-F]+$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[\w-]+$/,
}

/** Characters of so many bytes, with the padding that belongs to it. */
function lengthIn(encoding: DigestEncoding, bytes: number): number {
  if (encoding.startsWith('hex')) return bytes * 2
  return encoding === 'base64' ? Math.ceil(bytes / 3) * 4 : Math.ceil((bytes * 4) / 3)
}

/** Null for schemes whose headers hold no digest. */
function documentedEncoding({ by, parts }: Subject): DigestEncoding | null {
  if (by.scheme.id === 'jwt' || parts.size === 0) return null
  const { encoding } = by.params as { encoding?: DigestEncoding }
  return encoding ?? 'base64'
}

/** Standard Webhooks names what was signed with Ed25519 in the entry itself. */
const sizeFor = (signature: string, subject: Subject): number | null =>
  subject.by.scheme.id === 'standard-webhooks' && signature.startsWith('v1a,') ? 64 : signatureSize(subject)

/** Bytes of a signature, null where that depends on the key. */
export function signatureSize({ by, keys }: Subject): number | null {
  const { algorithm } = by.params as { algorithm?: string }
  if (by.scheme.id !== 'public-key') return digestSizes[(algorithm ?? 'sha256') as DigestAlgorithm]
  if (algorithm === 'ed25519') return 64
  const [bits] = keys.flatMap(({ value }) => verifyingKey(value)?.asymmetricKeyDetails?.modulusLength ?? [])
  return bits === undefined || keys.length > 1 ? null : bits / 8
}
