import { z } from 'zod'

/** Longest note, in characters. */
export const maxNote = 2000

export const annotationCalls = {
  /**
   * Pins a delivery, or writes a note on it; what is left out stays as it was. An empty note, or null, takes it away. Both are
   * removed with the delivery. Throws `not-found`.
   */
  'deliveries.annotate': {
    input: z.strictObject({
      id: z.string(),
      pinned: z.boolean().optional(),
      note: z.string().trim().max(maxNote).nullable().optional(),
    }),
    output: z.strictObject({}),
  },
} as const
