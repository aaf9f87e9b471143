import type { SignatureReport } from '#shared/model/signature-report.ts'
import { type JudgeInput, judgement } from './judge.ts'
import { cutPart, partLimit } from './lib/cut-part.ts'

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
    signedString: evidence.signedParts.map(cutPart),
    received: evidence.received.slice(0, receivedLimit).map(shortened),
    expected: evidence.expected.map(({ secret, value }) => toDigest(secret.label, value, evidence.received)),
  }
}

const receivedLimit = 50
const shortened = (text: string) => (text.length > partLimit ? `${text.slice(0, partLimit)}…` : text)

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
