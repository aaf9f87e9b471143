import type { SignatureReport } from '#shared/model/signature-report.ts'
import { type JudgeInput, verificationResult } from './judge.ts'
import type { SchemeEvidence } from './signature-scheme.ts'

/** The verdict with its evidence, for the Signature tab. Holds no secret, and no static secret that was received. */
export function reportSignature(input: JudgeInput): SignatureReport {
  const { verification, by } = verificationResult(input)
  if (!by) return { verification, scheme: null, signedString: [], received: [], expected: [] }
  const { id, name } = by.scheme
  const { algorithm, signedString, header } = by.scheme.describe(by.params, input.request)
  const evidence = by.scheme.explain(input.request, by.params, by.keys)
  return {
    verification,
    scheme: { id, name, algorithm, signedString, header, from: input.recipe ? 'recipe' : 'pack' },
    signedString: evidence.signedParts.map(cutPart),
    received: evidence.received.slice(0, receivedLimit).map(shortened),
    expected: evidence.expected.map(({ secret, value }) => toDigest(secret.label, value, evidence.received)),
  }
}

/** Longer parts of the signed string are cut in the middle to this many bytes. */
const partLimit = 4096
const receivedLimit = 50
const shortened = (text: string) => (text.length > partLimit ? `${text.slice(0, partLimit)}…` : text)

/** A part of the signed string as the Signature tab shows it. */
export function cutPart({
  name,
  bytes,
}: SchemeEvidence['signedParts'][number]): SignatureReport['signedString'][number] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { length: size } = buffer
  if (size <= partLimit) return { name, bytes: buffer.toString('base64'), size, omitted: 0 }
  const ends = Buffer.concat([buffer.subarray(0, partLimit / 2), buffer.subarray(size - partLimit / 2)])
  return { name, bytes: ends.toString('base64'), size, omitted: size - partLimit }
}

function toDigest(label: string, value: string, received: readonly string[]): SignatureReport['expected'][number] {
  if (received.includes(value)) return { label, value, matches: true, firstDifference: null }
  const [first] = received
  return { label, value, matches: false, firstDifference: first === undefined ? null : firstDifference(value, first) }
}

function firstDifference(a: string, b: string): number {
  let index = 0
  while (index < a.length && a[index] === b[index]) index++
  return index
}
