import type { CapturedRequest, DeliveryFacts } from '#shared/model/delivery.ts'
import type { Comparison, Condition, DeliveryFlag, ForwardWord, Query, TextField } from '#shared/query/query.ts'
import { matchesNote } from './match-note.ts'
import { matchesStored } from './match-stored.ts'
import { oncePer } from './once-per.ts'
import { cutLongWords, decodedLimit, decodedText, searchableText, wordsOf } from './searchable-text.ts'
import { matchesWildcards } from './wildcards.ts'

/** A delivery that a query is tried on in memory. */
export interface MatchedDelivery {
  /** Null while it has none. */
  readonly id: string | null
  readonly endpoint: { readonly id: string; readonly name: string }
  readonly receivedAt: number
  readonly request: CapturedRequest
  readonly facts: DeliveryFacts
  readonly verification: { readonly state: string; readonly reason: string }
  readonly conformance: { readonly state: string }
  readonly sample: boolean
  readonly handshake: string | null
  /** As it came; only its beginning is searched. */
  readonly body: Uint8Array
  /** Null before the answer: what asks for any of it does not hold, and so holds where it is turned round. */
  readonly outcome: MatchedOutcome | null
  /** Left out: not pinned. */
  readonly pinned?: boolean
  /** Left out: it arrived here. */
  readonly isImported?: boolean
  /** Left out: none. */
  readonly note?: string | null
}

export interface MatchedOutcome {
  /** 0: none was given. */
  readonly status: number
  /** 2: later than the deadline, 1: near it. */
  readonly late: 0 | 1 | 2
  /** 1 where it is only guessed. */
  readonly attempt: number
  readonly replays: number
  /** Left out: not forwarded. */
  readonly forward?: ForwardWord
}

/**
 * Does the delivery fulfil all terms of the query? The same answer as the search gives (`reading/compile-query.ts`), without
 * its tables; a test holds both to that. Terms with a problem are passed over.
 */
export function matchesQuery({ terms }: Query, delivery: MatchedDelivery): boolean {
  return terms.every(({ condition, negated }) => {
    if (condition === null) return true
    if (condition.kind === 'words') return hasWords(condition.text, negated, delivery)
    return holds(condition, delivery) !== negated
  })
}

/** Read once for all words that are looked for in it. */
const textOf = oncePer(({ request, facts, body, note = null }: MatchedDelivery) => {
  const words = wordsOf(searchableText(request, facts.summary, body, note))
  return { all: new Set(words), running: ` ${words.join(' ')} ` }
})

/** Decoded once for all places that are looked for in it. */
const decodedOf = oncePer(({ request, body }: MatchedDelivery) => ({
  text: decodedText(body.subarray(0, decodedLimit), request.headers),
}))

function hasWords(text: string, negated: boolean, delivery: MatchedDelivery): boolean {
  const words = wordsOf(cutLongWords(text))
  if (words.length === 0) return lineHas(text, delivery) !== negated
  const { all, running } = textOf(delivery)
  const stands = running.includes(` ${words.join(' ')}`)
  const last = words.at(-1)!
  // One ASCII character alone is a word of its own, never the beginning of one.
  const isExact = last.length === 1 && last.charCodeAt(0) < 128
  if (negated) return words.length > 1 ? !stands : !(isExact ? all.has(last) : stands)
  return stands && (!isExact || all.has(last))
}

/** Texts without a letter or digit are looked for in the row's line only. */
function lineHas(text: string, { facts, request }: MatchedDelivery): boolean {
  const { who, text: line } = facts.summary
  const shown = [who, line, facts.callId, queryOf(request.target)].filter((part) => part !== null).join(' ')
  return lower(shown).includes(lower(text))
}

function queryOf(target: string): string | null {
  const at = target.indexOf('?')
  return at === -1 ? null : target.slice(at + 1)
}

function holds(condition: Exclude<Condition, { kind: 'words' }>, delivery: MatchedDelivery): boolean {
  const { outcome, verification, conformance, request } = delivery
  switch (condition.kind) {
    case 'text':
      return hasText(condition.field, condition.value, condition.wildcards, delivery)
    case 'verification':
      return (condition.states as readonly string[]).includes(verification.state)
    case 'reason':
      return verification.reason === condition.reason
    case 'conformance':
      return conformance.state === condition.state
    case 'status':
      return outcome !== null && outcome.status >= Math.max(1, condition.from) && outcome.status <= condition.to
    case 'unanswered':
      return outcome !== null && outcome.status === 0
    case 'forward':
      return outcome !== null && (outcome.forward ?? 'none') === condition.state
    case 'number':
      if (condition.field === 'size') return compares(request.bodySize, condition.is, condition.value)
      return outcome !== null && compares(outcome.attempt, condition.is, condition.value)
    case 'time':
      return delivery.receivedAt >= condition.at === (condition.side === 'after')
    case 'pinned':
      return (delivery.pinned ?? false) === condition.pinned
    case 'imported':
      return (delivery.isImported ?? false) === condition.imported
    case 'header':
    case 'body':
      return matchesStored(condition, { headers: request.headers, text: () => decodedOf(delivery).text })
    case 'flag':
      return hasFlag[condition.flag](delivery)
  }
}

const hasFlag: Readonly<Record<DeliveryFlag, (delivery: MatchedDelivery) => boolean>> = {
  aborted: ({ request }) => request.aborted,
  sample: ({ sample }) => sample,
  handshake: ({ handshake }) => handshake !== null,
  late: ({ outcome }) => outcome?.late === 2,
  'near-deadline': ({ outcome }) => outcome?.late === 1,
  replayed: ({ outcome }) => outcome !== null && outcome.replays > 0,
  retry: ({ outcome }) => outcome !== null && outcome.attempt > 1,
}

function compares(left: number, is: Comparison, right: number): boolean {
  if (is === '=') return left === right
  if (is === '>') return left > right
  if (is === '>=') return left >= right
  return is === '<' ? left < right : left <= right
}

function hasText(field: TextField, value: string, wildcards: boolean, delivery: MatchedDelivery): boolean {
  const { facts, request, endpoint, id } = delivery
  const fits = (text: string | null) =>
    text !== null && (wildcards ? matchesWildcards(value, text, lower) : lower(value) === lower(text))
  switch (field) {
    case 'endpoint':
      // Names compare without regard to the case of any letter; people choose them.
      if (endpoint.id === value) return true
      return wildcards ? matchesWildcards(value, endpoint.name) : endpoint.name.toLowerCase() === value.toLowerCase()
    case 'provider':
      return value.toLowerCase() === 'none' ? facts.provider === null : fits(facts.provider)
    case 'type':
      return fits(facts.eventType)
    case 'method':
      return fits(request.method)
    case 'path':
      return wildcards ? matchesWildcards(value, request.target, lower) : lower(request.target).includes(lower(value))
    // Ids are case-sensitive, as providers' are; with a wildcard it is a search like any other.
    case 'call':
      return wildcards ? fits(facts.callId) : facts.callId === value
    case 'event':
      return wildcards ? fits(facts.eventId) : facts.eventId === value
    case 'id':
      return wildcards ? fits(id) : id === value
    case 'note':
      return typeof delivery.note === 'string' && matchesNote(value, wildcards)(delivery.note)
  }
}

/** Only ASCII letters are without case, as with LIKE in SQLite. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
