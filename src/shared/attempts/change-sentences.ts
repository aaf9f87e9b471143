import type { AttemptChanges } from '../model/attempt-changes.ts'
import { formatCount, plural } from '../sentences/units.ts'

const namesListed = 4

/** What changed since the attempt before, in a sentence or two; what did not is said too. */
export function changesWords({ since, request, headers, reordered, body }: AttemptChanges): string {
  const before = `since attempt ${since.attempt}`
  const isSame = body.state === 'same'
  if (isSame && request.length + headers.length === 0 && !reordered) {
    return `Nothing changed ${before}: same headers, same body.`
  }
  const changed = [
    ...request.map(({ name }) => `the ${name}`),
    ...(headers.length === 0 ? [] : [namesOf(headers.map(({ name }) => name))]),
    ...(reordered ? ['the order of the headers'] : []),
    ...(isSame ? [] : [bodyWords(body)]),
  ]
  const rest = isSame
    ? ' The body is the same.'
    : headers.length === 0 && !reordered
      ? ' The headers are the same.'
      : ''
  return `Changed ${before}: ${changed.join('; ')}.${rest}`
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, namesListed).join(', ')
  const more = names.length - namesListed
  return more > 0 ? `${shown} and ${plural(more, 'more header')}` : shown
}

function bodyWords(body: AttemptChanges['body']): string {
  switch (body.state) {
    case 'json-differs':
      return `${plural(body.count, 'value')} of the body`
    case 'same-json':
      return 'the spelling of the body, whose values are the same'
    default:
      return `the body, from byte ${formatCount((body.state === 'differs' ? body.at : 0) + 1)} on`
  }
}
