import type { Ladder, LadderStep } from '#shared/model/ladder.ts'
import { plural } from '#shared/sentences/units.ts'
import { cutPart } from '../report.ts'
import type { Candidate, Climb, Match, Rung } from './candidate.ts'
import type { Subject } from './subject.ts'
import { wrongWriting } from './written-form.ts'

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
    evidence: `${candidate.proof} the signature matches ${nameOf(secret.label, owner?.endpoint)}.${alsoLate(subject, candidate)}`,
    advice: candidate.advice,
    secret: { id: secret.id, label: secret.label, endpoint: owner?.endpoint ?? null },
    signedString: evidence.signedParts.map(cutPart),
    digest: expected?.value ?? null,
    ...(!candidate.cause.startsWith('body-') ? {} : bodyDifference(request.body, subject.request.body)),
    fix: candidate.fix?.(secret) ?? null,
  })
}

/** A delivery can be late and altered: then it fails for both. */
function alsoLate({ verification: { reason, detail } }: Subject, { cause }: Candidate): string {
  if ((reason !== 'timestamp-too-old' && reason !== 'timestamp-too-new') || cause.startsWith('timestamp-')) return ''
  const which = reason === 'timestamp-too-old' ? 'too old' : 'too new'
  return ` Its timestamp is ${which} besides${detail ? `: ${detail}` : ''}.`
}

const nameOf = (label: string, endpoint: string | null | undefined) =>
  endpoint ? `the secret “${label}” of the endpoint ${endpoint}` : `the secret “${label}”`

const before = 16
const after = 24

/** Where the signed body first differs from the one that came, with the text around. */
function bodyDifference(signed: Uint8Array, came: Uint8Array): Pick<Ladder, 'firstDifference' | 'sizes'> {
  const sizes = signed.length === came.length ? null : { signed: signed.length, came: came.length }
  const shorter = Math.min(signed.length, came.length)
  let offset = 0
  while (offset < shorter && signed[offset] === came[offset]) offset++
  if (offset === shorter && sizes === null) return { firstDifference: null, sizes }
  const excerpt = (bytes: Uint8Array) =>
    Buffer.from(bytes.subarray(Math.max(0, offset - before), offset + after)).toString('utf8')
  return { firstDifference: { offset, signed: excerpt(signed), came: excerpt(came) }, sizes }
}

const unread: ReadonlySet<string> = new Set(['header-malformed', 'no-supported-version', 'unsupported-algorithm'])
const timed: ReadonlySet<string> = new Set([
  'timestamp-missing',
  'timestamp-malformed',
  'timestamp-too-old',
  'timestamp-too-new',
])

/** What can be seen without a recomputation: the header, how it is written, its time. */
export function visibleSteps(subject: Subject): LadderStep[] {
  const { verification, by, received, request } = subject
  const { reason, detail } = verification
  const { header, algorithm, replay } = by.scheme.describe(by.params, request)
  const there = received.length > 0 || reason !== 'header-missing'
  const title = header.includes(' ') ? `Signature in ${header}` : `Header \`${header}\``
  const steps: LadderStep[] = [
    there
      ? { title: `${title} is there`, detail: sizeWords(received), outcome: 'passed' }
      : { title: `${title} is missing`, detail: detail ?? '', outcome: 'differs' },
  ]
  if (!there) return steps
  const unreadable = unread.has(reason) || reason === 'header-missing'
  const wrong = unreadable ? (detail ?? 'it is not') : wrongWriting(subject)
  steps.push(
    wrong === null
      ? { title: 'Written as documented', detail: algorithm, outcome: 'passed' }
      : { title: 'Written as documented', detail: wrong, outcome: 'differs' },
  )
  if (timed.has(reason)) steps.push({ title: 'Timestamp', detail: detail ?? 'it is missing', outcome: 'differs' })
  else if (replay.toleranceSeconds === null)
    steps.push({ title: 'Timestamp', detail: replay.detail, outcome: 'skipped' })
  else if (!unread.has(reason)) steps.push({ title: 'Timestamp', detail: 'within the accepted age', outcome: 'passed' })
  if (reason === 'signature-mismatch') steps.push(asDocumented(subject))
  return steps
}

const namedSecrets = 3

function asDocumented({ keys }: Subject): LadderStep {
  const names = keys.slice(0, namedSecrets).map(({ label }) => `“${label}”`)
  const more = keys.length > namedSecrets ? ` and ${keys.length - namedSecrets} more` : ''
  return {
    title: `As documented, with ${names.join(', ') || 'no secret'}${more}`,
    detail: 'differs',
    outcome: 'differs',
  }
}

const sizeWords = ([first = '', ...more]: readonly string[]) =>
  more.length > 0 ? plural(more.length + 1, 'signature') : plural(first.length, 'character')

/** Rows of "What was tried": rungs of the same title share one, those after the match were not needed. */
export function stepsOf(rungs: readonly Rung[], climbs: readonly Climb[]): LadderStep[] {
  const titles = [...new Set(rungs.map(({ title }) => title))]
  return titles.flatMap((title): LadderStep[] => {
    const own = climbs.filter(({ rung }) => rung.title === title)
    const match = own.find((climb) => climb.match)?.match
    if (match)
      return [{ title: capital(match.candidate.tried), detail: `matches “${match.secret.label}”`, outcome: 'matches' }]
    if (own.length === 0) return [{ title, detail: 'not needed', outcome: 'skipped' }]
    const count = own.reduce((sum, climb) => sum + climb.count, 0)
    if (count === 0) return []
    const words = own
      .flatMap(({ tried }) => tried)
      .slice(0, 3)
      .join(', ')
    return [
      { title, detail: `${plural(count, 'candidate')} tried: ${words}${count > 3 ? ', …' : ''}`, outcome: 'differs' },
    ]
  })
}

/** URLs stay as they are. */
const capital = (text: string) =>
  /^[a-z]+:\/\//.test(text) ? `\`${text}\`` : text.charAt(0).toUpperCase() + text.slice(1)
