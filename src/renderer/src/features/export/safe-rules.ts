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

/** What a rule makes of a place, as a choice. */
export const ruleWords: Readonly<Record<SafeKind, string>> = {
  keep: 'Keep as it is',
  phone: 'A phone number',
  name: 'A name',
  email: 'An e-mail address',
  address: 'An address',
  text: 'Free text',
  id: 'An id',
  drop: 'Drop the value',
}

/** A rule in one clause after its place. */
export const ruleClause = (as: SafeKind): string =>
  as === 'keep' ? 'kept as it is' : as === 'drop' ? 'dropped' : `is ${ruleWords[as].toLowerCase()}`

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
