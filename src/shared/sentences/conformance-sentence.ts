import type { Conformance, IssueKind } from '../model/conformance.ts'
import { asSentence, type NamedProvider } from './provider-name.ts'
import { formatCount, plural } from './units.ts'

const kindWords: Record<IssueKind, string> = {
  missing: 'missing',
  extra: 'extra',
  type: 'of the wrong type',
  null: 'null',
  value: 'with an unknown value',
  format: 'in the wrong format',
  other: 'otherwise different',
}

/** One line: how the payload stands to its documented schema. Code stands in backticks. */
export function conformanceSentence(check: Conformance, provider: NamedProvider | null): string {
  const { state, reason, schema, detail } = check
  const event = schema ? `\`${schema.event}\`` : 'this event'
  if (state === 'conforms') return `${conforming(check, event)}${notesOf(check)}.`
  if (state === 'differs') {
    const from = provider ? `${provider.name} ${event}` : event
    return `Differs from ${from} in ${plural(check.issueCount, 'place')}: ${kindsOf(check.issues, check.issueCount)}${notesOf(check)}.`
  }
  const why = withoutSchema[reason]?.(provider, event) ?? 'Not checked'
  return asSentence(detail ? `${why}: ${detail.replace(/\.$/, '')}` : why)
}

function conforming({ schema, documentedFields }: Conformance, event: string): string {
  if (schema?.documented === 'envelope') {
    return `The envelope is as documented; the other fields of ${event} are not documented`
  }
  const fields = `${plural(documentedFields, 'field')}, with their types`
  if (schema?.documented === 'example') return `Fits the documented example of ${event}: ${fields}`
  const revision = schema?.revision ? ` in ${schema.revision}` : ''
  return `Matches everything that is documented for ${event}${revision}: ${fields}`
}

/** What is no difference, because its source promises nothing. */
function notesOf({ notes = [] }: Conformance): string {
  if (notes.length === 0) return ''
  return `; ${plural(notes.length, 'note')} on what is only seen in an example: ${kindsOf(notes, notes.length)}`
}

const withoutSchema: { [reason in Conformance['reason']]?: (provider: NamedProvider | null, event: string) => string } =
  {
    'provider-not-detected': () => 'No schema: no provider pack knows this delivery',
    'event-not-detected': (provider) =>
      `No schema: the event type is not where ${provider?.name ?? 'the provider'} documents it`,
    'event-not-documented': (provider) => `No schema: ${provider?.name ?? 'the provider'} does not document this event`,
    handshake: () => 'No schema: this is a setup request, not an event',
    'only-a-hint': (provider) =>
      `Not checked: this only looks a little like a delivery of ${provider?.name ?? 'this provider'}; choose the provider in the endpoint’s settings`,
    'schema-broken': (_, event) => `Not checked: the pack’s schema of ${event} cannot be used`,
    'check-timed-out': () => 'Could not be checked',
    'delivery-incomplete': () => 'Not checked: the sender disconnected before the whole body had arrived',
    'body-empty': () => 'There is no body',
    'syntax-error': () => 'The body is not JSON',
    'not-json-media-type': () => 'The body is not JSON',
    'judged-later': () => 'Still being checked: this takes longer than the answer could wait',
  }

function kindsOf(issues: Conformance['issues'], issueCount: number): string {
  const counts = new Map<IssueKind, number>()
  for (const { kind } of issues) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const words = [...counts].map(([kind, count]) => `${formatCount(count)} ${kindWords[kind]}`)
  if (issueCount > issues.length) words.push(`${formatCount(issueCount - issues.length)} more`)
  return words.join(', ')
}
