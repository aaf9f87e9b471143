import { z } from 'zod'
import { ignoreLimits, notAPointer, pointerPattern } from '../compare/ignore-rules.ts'

const PointerPattern = z.string().max(ignoreLimits.pointer).regex(pointerPattern, notAPointer)

/** What does not count as a difference when answers or deliveries of an endpoint are compared. */
export const CompareRules = z.strictObject({
  pointers: z.array(PointerPattern).max(ignoreLimits.rules),
  /** Names of headers, lower case. */
  headers: z.array(z.string().min(1).max(ignoreLimits.header).toLowerCase()).max(ignoreLimits.rules),
})
export type CompareRules = z.infer<typeof CompareRules>
