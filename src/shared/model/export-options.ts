import { z } from 'zod'

/** What a format can be told. One that does not know an option passes over it. */
export const RenderOptions = z.strictObject({
  /** Tests: the target has to answer with the status and body that were given when it was captured. */
  assertAnswer: z.boolean().optional(),
})
export type RenderOptions = z.infer<typeof RenderOptions>
