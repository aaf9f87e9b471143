import type { SafeKind, SafeRule, TouchedKind } from '#shared/model/safe-export.ts'

/** What was found, for people. */
export const kindWords: Readonly<Record<TouchedKind, string>> = {
  phone: 'phone',
  name: 'name',
  email: 'e-mail',
  address: 'address',
  text: 'text',
  id: 'id',
  drop: 'dropped',
  url: 'URL',
  card: 'card',
  ip: 'IP address',
  token: 'token',
  signature: 'signature',
}

/** What a rule says of a place. */
export const ruleWords: Readonly<Record<SafeKind, string>> = {
  keep: 'kept as it is',
  phone: 'A phone number',
  name: 'A name',
  email: 'An e-mail address',
  address: 'An address',
  text: 'Free text',
  id: 'An id',
  drop: 'dropped',
}

/** The rule for a place: for all items of a list at once. Null for places that no rule can name. */
export function rulePath(place: string): string | null {
  if (place.startsWith('/')) return place.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  return /^\?.+|^header:[^\s:]+$/.test(place) ? place : null
}

/** In place of the rule for the same place, or before all others. */
export function withRule(rules: readonly SafeRule[], rule: SafeRule): SafeRule[] {
  const isThere = rules.some(({ path }) => path === rule.path)
  return isThere ? rules.map((each) => (each.path === rule.path ? rule : each)) : [rule, ...rules]
}
