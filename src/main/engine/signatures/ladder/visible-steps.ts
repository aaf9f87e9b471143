import type { LadderStep } from '#shared/model/ladder.ts'
import { plural } from '#shared/sentences/units.ts'
import type { Subject } from './subject.ts'

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
      ? { title: `${title} is there`, detail: sizeOf(received), outcome: 'passed' }
      : { title: `${title} is missing`, detail: detail ?? '', outcome: 'differs' },
  ]
  if (!there) return steps
  steps.push(
    unread.has(reason) || reason === 'header-missing'
      ? { title: 'Written as documented', detail: detail ?? 'it is not', outcome: 'differs' }
      : { title: 'Written as documented', detail: algorithm, outcome: 'passed' },
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

const sizeOf = ([first = '', ...more]: readonly string[]) =>
  more.length > 0 ? plural(more.length + 1, 'signature') : plural(first.length, 'character')
