// Without zod, which the page does not load.

/** What a rule can make of a value. `text` keeps the structure of a transcript; `drop` leaves nothing of it. */
export const safeKinds = ['keep', 'phone', 'name', 'email', 'address', 'text', 'id', 'drop'] as const

/** What was touched is one of these: the kinds of rules, and what is recognised by its form alone. */
export const touchedKinds = [
  'phone',
  'name',
  'email',
  'address',
  'text',
  'id',
  'drop',
  'url',
  'card',
  'ip',
  'token',
  'signature',
] as const

/** Why a delivery has no new signature. */
export const unsignedReasons = [
  'provider-does-not-sign',
  'provider-not-detected',
  'scheme-not-documented',
  'secret-is-sent',
  'failed-on-arrival',
  'incomplete',
  'cannot-sign',
] as const
/** One clause each. */
export const unsignedWords: Readonly<Record<(typeof unsignedReasons)[number], string>> = {
  'provider-does-not-sign': 'the provider does not sign',
  'provider-not-detected': 'the provider is not known, so nobody knows how it signs',
  'scheme-not-documented': 'how the provider signs is not documented',
  'secret-is-sent': 'the provider sends the secret itself, which is never exported',
  'failed-on-arrival': 'its signature failed when it arrived, and a good one would make it another case',
  incomplete: 'the sender went away before the whole body was here',
  'cannot-sign': 'no new signature can be made by this scheme',
}

/** Seed of a safe export where none is given. */
export const defaultSeed = 'switchhook'
