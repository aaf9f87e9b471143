import { z } from 'zod'

/** One header line as received: name in its own case, value without surrounding whitespace (latin1 text, one char per byte). */
export const HeaderPair = z.tuple([z.string(), z.string()]).readonly()
export type HeaderPair = z.infer<typeof HeaderPair>
