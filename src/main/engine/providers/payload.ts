import type { HeaderPair } from '#shared/model/headers.ts'
import type { Condition, ValueRef } from '#shared/model/provider-pack.ts'
import {
  arrivalLimits,
  type BodyReading,
  headerMap,
  numberText,
  type ReadingLimits,
  readBody,
  unreadBody,
} from '../lib/body-reader.ts'
import { type PointerStep, pointerSteps, valueAtPointer } from '../lib/json-places.ts'
import { oncePer } from '../lib/once-per.ts'

/** What packs read of a delivery. */
export interface Payload {
  readonly method: string
  /** First values by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly target: string
  readonly body: BodyReading
}

export interface PayloadSource {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly headers: readonly HeaderPair[]
}

/** Decodes and parses the body, once for everybody. */
export function readPayload(
  { method, target, headers }: PayloadSource,
  body: Uint8Array,
  limits: ReadingLimits = arrivalLimits,
): Payload {
  const map = headerMap(headers)
  return { method, target, headers: map, body: readBody(body, (name) => map.get(name), limits) }
}

/** What is known before the body is read: every value of the body is missing in it. */
export function readHead({ method, target, headers }: PayloadSource, size: number): Payload {
  const map = headerMap(headers)
  return { method, target, headers: map, body: unreadBody((name) => map.get(name), size) }
}

/** A place in a delivery, prepared for being read of each. */
export type Place =
  | { readonly in: 'body'; readonly pointer: string; readonly steps: readonly PointerStep[] }
  | { readonly in: 'header'; readonly name: string }
  | { readonly in: 'query'; readonly name: string }

export const placeOf = oncePer((ref: ValueRef): Place => {
  if ('header' in ref) return { in: 'header', name: ref.header.toLowerCase() }
  if ('query' in ref) return { in: 'query', name: ref.query }
  return bodyPlace(ref.body)
})

export function bodyPlace(pointer: string): Place {
  return { in: 'body', pointer, steps: pointerSteps(pointer) }
}

/** The value at a place, undefined where there is none. Headers and query values are strings. */
export function valueAt(payload: Payload, place: Place): unknown {
  switch (place.in) {
    case 'body':
      return valueAtPointer(payload.body.value, place.steps)
    case 'header':
      return payload.headers.get(place.name)
    case 'query':
      return queryOf(payload).get(place.name) ?? undefined
  }
}

/** The value at a place as text: strings as they are, numbers as they were sent; null for anything else. */
export function textAt(payload: Payload, place: Place): string | null {
  const value = valueAt(payload, place)
  if (typeof value === 'string') return value
  return typeof value === 'number' && place.in === 'body' ? numberText(payload.body, place.pointer, value) : null
}

const queryOf = oncePer(({ target }: Payload) => {
  const mark = target.indexOf('?')
  return new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1))
})

/** A condition of a pack, prepared. */
export type Test =
  | { readonly method: string; readonly place: null; readonly pattern: null }
  | { readonly method: null; readonly place: Place; readonly pattern: RegExp | null }

export const testOf = oncePer((condition: Condition): Test => {
  if ('method' in condition) return { method: condition.method, place: null, pattern: null }
  const { matches } = condition
  return { method: null, place: placeOf(condition), pattern: matches === undefined ? null : compilePattern(matches) }
})

export const compilePattern = (source: string): RegExp => new RegExp(source, 'u')

/** Does a condition hold for this delivery? */
export function holds(test: Test, payload: Payload): boolean {
  if (test.place === null) return payload.method === test.method
  if (test.pattern === null) return valueAt(payload, test.place) !== undefined
  const text = textAt(payload, test.place)
  return text !== null && test.pattern.test(text)
}

export function allHold(tests: readonly Test[], payload: Payload): boolean {
  for (const test of tests) if (!holds(test, payload)) return false
  return true
}

/**
 * Can this pattern be run on anything without a time limit? Yes where it starts at the beginning, repeats nothing and has
 * at most one list of alternatives: then there is next to nothing to go back to. Other patterns of a user's pack run only
 * in a process that can be killed.
 */
export function isBoundedPattern(source: string): boolean {
  const plain = source.replace(/\\(u\{[^}]*\}|p\{[^}]*\}|.)/giu, '_').replace(/\[[^\]]*\]/g, '_')
  const withoutGroup = plain.replace(/\((\?:)?[^()]*\)/, '')
  return (
    source.length <= 300 &&
    /^\^/.test(plain) &&
    !/[*+?{]/.test(plain.replace('(?:', '(')) &&
    !/[(|]/.test(withoutGroup) &&
    !/\\[1-9k]/.test(source)
  )
}
