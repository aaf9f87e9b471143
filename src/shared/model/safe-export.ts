import { z } from 'zod'

/** What a rule can make of a value. `text` keeps the structure of a transcript; `drop` leaves nothing of it. */
export const safeKinds = ['keep', 'phone', 'name', 'email', 'address', 'text', 'id', 'drop'] as const
export const SafeKind = z.enum(safeKinds)
export type SafeKind = z.infer<typeof SafeKind>

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
export const TouchedKind = z.enum(touchedKinds)
export type TouchedKind = z.infer<typeof TouchedKind>

/** A JSON pointer into the body in which * stands for any step; or `?name` and `header:name`. */
export const SafePath = z
  .string()
  .max(300)
  .regex(
    /^(\/([^~/]|~[01])*)+$|^\?.+$|^header:[^\s:]+$/,
    'must be a JSON pointer such as /data/*/phone, ?name, or header:name',
  )

export const SafeRule = z.strictObject({ path: SafePath, as: SafeKind })
export type SafeRule = z.infer<typeof SafeRule>

/** How deliveries are made safe for a repository. The same seed gives the same bytes. */
export const SafeOptions = z.strictObject({
  seed: z.string().min(1).max(100),
  /** Before the rules of the pack; the first that fits counts. */
  rules: z.array(SafeRule).max(200).optional(),
})
export type SafeOptions = z.infer<typeof SafeOptions>

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
export const UnsignedReason = z.enum(unsignedReasons)
export type UnsignedReason = z.infer<typeof UnsignedReason>

/** Of the safe delivery: signed with a made-up secret; unsigned as before; or signed before, and not any more. */
export const SafeSigning = z.enum(['resigned', 'unsigned', 'not-possible'])
export type SafeSigning = z.infer<typeof SafeSigning>

/** One clause each. */
export const unsignedWords: Readonly<Record<UnsignedReason, string>> = {
  'provider-does-not-sign': 'the provider does not sign',
  'provider-not-detected': 'the provider is not known, so nobody knows how it signs',
  'scheme-not-documented': 'how the provider signs is not documented',
  'secret-is-sent': 'the provider sends the secret itself, which is never exported',
  'failed-on-arrival': 'its signature failed when it arrived, and a good one would make it another case',
  incomplete: 'the sender went away before the whole body was here',
  'cannot-sign': 'no new signature can be made by this scheme',
}
