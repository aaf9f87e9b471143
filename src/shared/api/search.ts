import { z } from 'zod'

export const searchCalls = {
  'search.vocabulary': {
    doc: 'What `header.` and `body.` in a query can go on with: names of headers that newer deliveries have, most frequent first, and places that the schemas of their providers and of the endpoints’ ones document.',
    input: z.strictObject({}),
    output: z.object({
      headers: z.array(z.string()),
      pointers: z.array(z.object({ pointer: z.string(), about: z.string(), values: z.array(z.string()) })),
    }),
  },
} as const
