import { deliveryRules } from '../model/delivery-rules.ts'
import type { DeliveryRules, EventEntry, ProviderManifest } from '../model/provider-pack.ts'
import { againstDeadline } from './deadline.ts'

/** What is documented about the attempts of an event; null for what is not. */
export type AttemptRules = Omit<DeliveryRules, 'note'>

/** What an attempt was answered, as far as it was. */
export interface AttemptAnswer {
  /** Null: no answer was given. */
  readonly status: number | null
  /** Time from the first byte to the answer, milliseconds; null without one. */
  readonly ms: number | null
}

type RulesOf = Pick<ProviderManifest, 'delivery'> & { readonly events: readonly EventEntry[] }

/**
 * How events of a type are delivered; null where that is not certain: the type is not listed by its name, and the pack has
 * rules of their own for some events. (The expressions of families are not run in the page.)
 */
export function rulesOfEvent(provider: RulesOf, eventType: string | null): DeliveryRules | null {
  const entry = provider.events.find(({ type }) => type === eventType)
  if (entry === undefined && provider.events.some(({ delivery }) => delivery !== undefined)) return null
  return deliveryRules(provider, entry)
}

export type Retried = 'yes' | 'no' | 'not-documented'

/** Does this answer make the provider send the event again? As it documents it. */
export function retriedAfter(rules: AttemptRules, { status, ms }: AttemptAnswer): Retried {
  if (rules.attempts === 1) return 'no'
  const { retryOn } = rules
  if (retryOn === null) return 'not-documented'
  const late = status === null || ms === null || againstDeadline(ms, rules.deadlineMs) === 'late'
  if (late) return retryOn.late === null ? 'not-documented' : retryOn.late ? 'yes' : 'no'
  return retryOn.statuses.some((pattern) => fits(pattern, status)) ? 'yes' : 'no'
}

/** `pattern`: "429", "5xx", "!2xx". */
function fits(pattern: string, status: number): boolean {
  const plain = pattern.replace('!', '')
  const within = plain.endsWith('xx') ? Math.floor(status / 100) === Number(plain[0]) : status === Number(plain)
  return within !== pattern.startsWith('!')
}

/** Was the event accepted by this answer? 2xx, whatever else a provider may want. */
export const isAccepted = ({ status }: Pick<AttemptAnswer, 'status'>): boolean =>
  status !== null && status >= 200 && status < 300
