import type { Ladder } from '#shared/model/ladder.ts'
import { cutPart } from '../lib/cut-part.ts'
import { bodyDifference } from './body-difference.ts'
import type { Match } from './search.ts'
import type { Subject } from './subject.ts'

export type Finding = Omit<Ladder, 'steps' | 'candidates' | 'tookMs' | 'timedOut'>

/** A cause that is visible, or only likely, without a recomputation. */
export const finding = (
  parts: Pick<Finding, 'cause' | 'sentence' | 'evidence' | 'advice'> & Partial<Finding>,
): Finding => ({
  proven: true,
  secret: null,
  signedString: [],
  digest: null,
  firstDifference: null,
  sizes: null,
  fix: null,
  ...parts,
})

/** What a matching candidate says of the delivery. */
export function foundBy(subject: Subject, { candidate, secret }: Match): Finding {
  const { request = subject.request, by = subject.by } = candidate
  const owner = subject.input.others.find((other) => other.secret.id === secret.id)
  const evidence = by.scheme.explain(request, by.params, [secret])
  const [expected] = by.scheme.describe(by.params, request).covers.extent === 'nothing' ? [] : evidence.expected
  return finding({
    cause: candidate.cause,
    sentence: candidate.sentence,
    evidence: `${candidate.proof} the signature matches ${nameOf(secret.label, owner?.endpoint)}.`,
    advice: candidate.advice,
    secret: { id: secret.id, label: secret.label, endpoint: owner?.endpoint ?? null },
    signedString: evidence.signedParts.map(cutPart),
    digest: expected?.value ?? null,
    ...(!candidate.cause.startsWith('body-') ? {} : bodyDifference(request.body, subject.request.body)),
    fix: candidate.fix?.(secret) ?? null,
  })
}

const nameOf = (label: string, endpoint: string | null | undefined) =>
  endpoint ? `the secret “${label}” of the endpoint ${endpoint}` : `the secret “${label}”`
