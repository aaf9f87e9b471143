import type { SignatureReport } from '#shared/model/signature-report.ts'
import { type JudgeInput, judgement } from './judge.ts'

/** Longer parts of the signed string are cut in the middle to this many bytes. */
const partLimit = 4096

/** The verdict with its evidence, for the Signature tab. Holds no secret, and no static secret that was received. */
export function reportSignature(input: JudgeInput): SignatureReport {
  const { verification, by } = judgement(input)
  if (!by) return { verification, scheme: null, signedString: [], received: [], expected: [] }
  const { id, name } = by.scheme
  const { algorithm, signedString, header } = by.scheme.describe(by.params, input.request)
  const evidence = by.scheme.explain(input.request, by.params, by.keys)
  return {
    verification,
    scheme: { id, name, algorithm, signedString, header, from: input.recipe ? 'recipe' : 'pack' },
    signedString: evidence.signedParts.map(({ name: part, bytes }) => ({ name: part, ...cut(bytes) })),
    received: evidence.received.slice(0, receivedLimit).map(shortened),
    expected: evidence.expected.map(({ secret, value }) => toDigest(secret.label, value, evidence.received)),
  }
}

const receivedLimit = 50
const shortened = (text: string) => (text.length > partLimit ? `${text.slice(0, partLimit)}…` : text)

function cut(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { length: size } = buffer
  if (size <= partLimit) return { bytes: buffer.toString('base64'), size, omitted: 0 }
  const kept = Buffer.concat([buffer.subarray(0, partLimit / 2), buffer.subarray(size - partLimit / 2)])
  return { bytes: kept.toString('base64'), size, omitted: size - partLimit }
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
