import { z } from 'zod'
import { safeKinds, touchedKinds, unsignedReasons } from './safe-words.ts'

export const SafeKind = z.enum(safeKinds)
export type SafeKind = z.infer<typeof SafeKind>

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

export const UnsignedReason = z.enum(unsignedReasons)
export type UnsignedReason = z.infer<typeof UnsignedReason>

/** Of the safe delivery: signed with a made-up secret; unsigned as before; or signed before, and not any more. */
export const SafeSigning = z.enum(['resigned', 'unsigned', 'not-possible'])
export type SafeSigning = z.infer<typeof SafeSigning>
