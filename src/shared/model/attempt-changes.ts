import { z } from 'zod'

/** A value that is another one than in the attempt before; null: it was not there, or is not any more. */
const Changed = z.object({
  /** Name of a header, or JSON pointer into the body. */
  name: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
})

/** What is different between an attempt of an event and the one before it. */
export const AttemptChanges = z.object({
  /** The attempt before. */
  since: z.object({ id: z.string(), attempt: z.number().int() }),
  /** Method or target. */
  request: z.array(Changed),
  /** In the order of the later attempt; repeated names are compared one by one. */
  headers: z.array(Changed),
  /** The same headers stand in another order. */
  reordered: z.boolean(),
  body: z.discriminatedUnion('state', [
    /** Byte for byte. */
    z.object({ state: z.literal('same') }),
    /** Other bytes, the same JSON: white space or the spelling of strings. */
    z.object({ state: z.literal('same-json') }),
    /** Values by JSON pointer, at most 50; `count` tells how many there are. */
    z.object({ state: z.literal('json-differs'), values: z.array(Changed), count: z.number().int() }),
    /** No JSON, or too large to be compared as such: the first byte that is another one. */
    z.object({ state: z.literal('differs'), at: z.number().int() }),
  ]),
})
export type AttemptChanges = z.infer<typeof AttemptChanges>
