import { z } from 'zod'

/** What becomes of a value. */
export const safeKinds = ['keep', 'phone', 'name', 'email', 'address', 'text', 'id', 'drop'] as const

export const SafeRule = z.strictObject({
  /** JSON pointer; * for any step. */
  path: z.string().min(1).max(500),
  as: z.enum(safeKinds),
})
export type SafeRule = z.infer<typeof SafeRule>

/** How personal data is replaced: the same seed gives the same replacements. */
export const SafeOptions = z.strictObject({
  seed: z.string().min(1).max(100),
  rules: z.array(SafeRule).max(500).optional(),
})
export type SafeOptions = z.infer<typeof SafeOptions>
