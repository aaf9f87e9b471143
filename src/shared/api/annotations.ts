import { z } from 'zod'

/** Longest note, in characters. */
export const maxNote = 2000

export const annotationCalls = {
  'deliveries.annotate': {
    doc: 'Pins a delivery, or writes a note on it; what is left out stays as it was. Pin and note are removed with the delivery. `not-found` where it is gone.',
    input: z.strictObject({
      id: z.string(),
      pinned: z.boolean().optional(),
      note: z.string().trim().max(maxNote).nullable().optional().describe('Empty or null takes it away.'),
    }),
    output: z.strictObject({}),
  },
} as const
