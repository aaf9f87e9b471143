import { z } from 'zod'
import { Removal, RemovalPreview } from '../model/removal.ts'

const Id = z.strictObject({ id: z.string() })
const None = z.strictObject({})
const query = z.string().max(2000)
/** IANA name of the viewer's time zone; left out: the host's. */
const zone = z.string().max(60).optional()

export const removalCalls = {
  /**
   * Deletes what a query finds up to `through` (of the preview). The deliveries leave every list at once and can be taken back
   * for five minutes, as long as the host runs; then heads, bodies, replays and notes are removed for good. Pinned ones stay
   * unless `pinned` says so. The progress is told by `removals.watch`.
   */
  'removals.start': {
    input: z.strictObject({ query, zone, through: z.number().int(), pinned: z.boolean().default(false) }),
    output: Id,
  },
  /** The same for deliveries by their ids, pinned or not; unknown ones are passed over. */
  'removals.startChosen': {
    input: z.strictObject({ ids: z.array(z.string()).min(1).max(10_000) }),
    output: Id,
  },
  /** Takes a deletion back, also while it is still under way. Throws `not-found` once it is final. */
  'removals.undo': { input: Id, output: None },
  /** Makes a deletion final now. Throws `not-found` where it is already. */
  'removals.finish': { input: Id, output: None },
} as const

export const removalStreams = {
  /**
   * What a query finds, counted up to this moment: growing figures, the last with `done`. Nothing is changed. `pinned`:
   * pinned deliveries would go too.
   */
  'removals.preview': {
    input: z.strictObject({ query, zone, pinned: z.boolean().default(false) }),
    item: RemovalPreview,
  },
  /** Deletions that are under way or can be taken back, oldest first: at once, then on each change. */
  'removals.watch': { input: None, item: z.object({ removals: z.array(Removal) }) },
} as const
