import { pointerSteps, valueAtPointer } from '../main/engine/lib/json-places.ts'
import type { Delivery, Sent } from './types.ts'

/** What Vitest, Jest and Playwright give a matcher. */
export interface MatcherState {
  readonly isNot?: boolean
}

export interface MatcherResult {
  pass: boolean
  message: () => string
  expected?: unknown
  actual?: unknown
}

/** For `expect.extend(matchers)` of Vitest, Jest and Playwright. */
export const matchers: {
  toBeVerified(this: MatcherState, received: unknown): MatcherResult
  toConform(this: MatcherState, received: unknown): MatcherResult
  toHaveHeader(this: MatcherState, received: unknown, name: string, value?: unknown): MatcherResult
  toHaveJson(this: MatcherState, received: unknown, pointer: string, value?: unknown): MatcherResult
} = {
  toBeVerified(received) {
    const { verification, explain } = delivery(received, 'toBeVerified')
    return {
      pass: verification.state === 'verified',
      message: () =>
        this.isNot
          ? `The signature was not expected to hold. ${verification.sentence}`
          : `The signature was expected to hold, and is ${verification.state}. ${whyFailed(explain()) ?? verification.sentence}`,
      expected: 'verified',
      actual: verification.state,
    }
  },

  toConform(received) {
    const { conformance } = delivery(received, 'toConform')
    const places = conformance.issues.map(
      ({ pointer, message, line }) => `\n  ${pointer || 'the whole body'}, line ${line}: ${message}`,
    )
    return {
      pass: conformance.state === 'conforms',
      message: () =>
        this.isNot
          ? `The payload was not expected to conform. ${conformance.sentence}`
          : `The payload was expected to conform. ${conformance.sentence}${places.join('')}`,
      expected: 'conforms',
      actual: conformance.state,
    }
  },

  toHaveHeader(received, name, value) {
    const { headers } = withParts(received, 'toHaveHeader')
    const values = headers.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, text]) => text)
    const isThere = values.length > 0
    const pass = value === undefined ? isThere : values.some((each) => fits(each, value))
    const found = isThere ? `it is ${values.map((each) => JSON.stringify(each)).join(', ')}` : 'it is missing'
    const wanted = value === undefined ? '' : ` to be ${shown(value)}`
    return {
      pass,
      message: () => `Header ${name} was ${this.isNot ? 'not ' : ''}expected${wanted}: ${found}.`,
      expected: value,
      actual: values[0],
    }
  },

  toHaveJson(received, pointer, value) {
    const { json } = withParts(received, 'toHaveJson')
    if (pointer !== '' && !pointer.startsWith('/'))
      throw new TypeError(`toHaveJson takes a JSON pointer such as "/data/id", not ${JSON.stringify(pointer)}.`)
    const found = valueAtPointer(json, pointerSteps(pointer))
    const pass = value === undefined ? found !== undefined : fits(found, value)
    const wanted = value === undefined ? '' : ` to be ${shown(value)}`
    const there =
      json === undefined ? 'the body is not JSON' : found === undefined ? 'nothing is there' : `it is ${shown(found)}`
    return {
      pass,
      message: () => `${pointer || 'The body'} was ${this.isNot ? 'not ' : ''}expected${wanted}: ${there}.`,
      expected: value,
      actual: found,
    }
  },
}

/** Of JSON values, because Playwright keeps its own equality to itself. A regular expression fits texts. */
function fits(found: unknown, wanted: unknown): boolean {
  if (isAsymmetric(wanted)) return wanted.asymmetricMatch(found)
  if (wanted instanceof RegExp) return typeof found === 'string' && wanted.test(found)
  if (typeof found !== 'object' || typeof wanted !== 'object' || found === null || wanted === null)
    return Object.is(found, wanted)
  if (Array.isArray(found) !== Array.isArray(wanted)) return false
  const [own, others] = [entriesOf(found), entriesOf(wanted)]
  return (
    own.length === others.length &&
    others.every(([name, value]) => Object.hasOwn(found, name) && fits(own.find(([each]) => each === name)?.[1], value))
  )
}

/** A member that is undefined is none, as in JSON. */
const entriesOf = (value: object): [string, unknown][] => Object.entries(value).filter(([, each]) => each !== undefined)

function isAsymmetric(value: unknown): value is { asymmetricMatch(other: unknown): boolean } {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value
}

const shown = (value: unknown): string => {
  if (value instanceof RegExp || isAsymmetric(value)) return String(value)
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function whyFailed(cause: ReturnType<Delivery['explain']>): string | null {
  return cause && `${cause.sentence} ${cause.evidence} ${cause.advice}`
}

function delivery(received: unknown, matcher: string): Delivery {
  if (typeof received === 'object' && received !== null && 'verification' in received && 'explain' in received)
    return received as Delivery
  throw new TypeError(`${matcher} is for deliveries that a receiver captured, not for ${shown(received)}.`)
}

function withParts(received: unknown, matcher: string): Pick<Delivery | Sent, 'headers' | 'json'> {
  if (typeof received === 'object' && received !== null && 'headers' in received && Array.isArray(received.headers))
    return received as Delivery | Sent
  throw new TypeError(`${matcher} is for deliveries and for what send() resolves with, not for ${shown(received)}.`)
}
