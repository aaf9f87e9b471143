import { z } from 'zod'
import { Removal, RemovalPreview } from '../model/removal.ts'

const Id = z.strictObject({ id: z.string() })
const None = z.strictObject({})
const query = z.string().max(2000)
const zone = z
  .string()
  .max(60)
  .optional()
  .describe('IANA name of the time zone that times in the query are meant in; left out: the host’s.')
const pinned = z.boolean().default(false).describe('Pinned deliveries go too.')

export const removalCalls = {
  'removals.start': {
    doc: 'Deletes what a query finds. The deliveries leave every list at once and can be taken back for five minutes, as long as the host runs; then heads, bodies, replays and notes are removed for good. `removals.watch` tells how far it is.',
    input: z.strictObject({
      query,
      zone,
      through: z.number().int().describe('Newest sequence number that may go: the one of the preview.'),
      pinned,
    }),
    output: Id,
  },
  'removals.startChosen': {
    doc: 'Deletes deliveries by their ids, pinned or not, in the same way as `removals.start`; unknown ones are passed over.',
    input: z.strictObject({ ids: z.array(z.string()).min(1).max(10_000) }),
    output: Id,
  },
  'removals.undo': {
    doc: 'Takes a deletion back, also while it is still under way. `not-found` once it is final.',
    input: Id,
    output: None,
  },
  'removals.finish': {
    doc: 'Makes a deletion final now. `not-found` where it is already.',
    input: Id,
    output: None,
  },
} as const

export const removalStreams = {
  'removals.preview': {
    doc: 'What a query would delete, counted up to this moment: growing figures, the last with `done`. Nothing is changed.',
    input: z.strictObject({ query, zone, pinned }),
    item: RemovalPreview,
  },
  'removals.watch': {
    doc: 'Deletions that are under way or can be taken back, oldest first: at once, then on each change.',
    input: None,
    item: z.object({ removals: z.array(Removal) }),
  },
} as const
