import { z } from 'zod'

/** A JSON pointer (RFC 6901) in which `*` stands for any one name or index; it covers what lies below, too. */
export const PointerPattern = z
  .string()
  .max(1000)
  .regex(/^(\/([^~/]|~[01])*)+$/, 'must be a JSON pointer such as /data/id or /items/*/at')

/** What does not count as a difference when answers or deliveries of an endpoint are compared. */
export const CompareRules = z.strictObject({
  pointers: z.array(PointerPattern).max(200),
  /** Names of headers, lower case. */
  headers: z.array(z.string().min(1).max(256).toLowerCase()).max(200),
})
export type CompareRules = z.infer<typeof CompareRules>

/** What differs from answer to answer and says nothing. */
export const usualCompareRules: CompareRules = { pointers: [], headers: ['date', 'connection', 'keep-alive'] }
