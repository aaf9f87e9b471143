import { z } from 'zod'
import { AttemptChanges } from '../model/attempt-changes.ts'
import { DeliveryDetail, DeliveryRow } from '../model/delivery.ts'
import { RecheckProgress } from '../model/endpoint-change.ts'
import { Ladder } from '../model/ladder.ts'
import { SignatureReport } from '../model/signature-report.ts'

const Id = z.strictObject({ id: z.string() })
/** Text of the search box; see `query/parse-query.ts`. */
const Query = z.string().max(2000).default('')

/** One row for each event instead of each delivery; see `EventOfRow`. */
const Grouped = z.boolean().optional()

/** IANA name of the viewer's time zone, which "today" and "14:00" in a query are meant in; left out: the host's. */
const Zone = z.string().max(60).optional()

export const deliveryCalls = {
  /**
   * Rows, newest first. `before` (exclusive) and `through` (inclusive) are sequence numbers;
   * `skip` jumps over rows of the result for a scroll bar that is dragged far. `grouped`: one row for each event in which an
   * attempt fits, newest first by its first attempt; the sequence numbers are those of first attempts.
   */
  'deliveries.page': {
    input: z.strictObject({
      query: Query,
      zone: Zone,
      grouped: Grouped,
      before: z.number().int().optional(),
      through: z.number().int().optional(),
      skip: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ rows: z.array(DeliveryRow) }),
  },
  /**
   * Number of rows up to `through`, and the newest sequence number at this moment. `capped`: there may be more, counting
   * stopped at a bound ("100,000+"). Free text, sizes, paths and attempts are counted row by row and so may be capped; all
   * other filters, and no filter at all, are counted exactly. `searched`: the stored requests have to be gone through for
   * this query (several words in a row, headers, places in bodies), and only this share of them was, newest first, 0 to 1;
   * asking again goes on from there. A list that is scrolled to the end of a capped count goes on
   * by counting again with `through` below its last row.
   */
  'deliveries.count': {
    input: z.strictObject({ query: Query, zone: Zone, grouped: Grouped, through: z.number().int().optional() }),
    output: z.object({
      count: z.number().int(),
      newest: z.number().int(),
      capped: z.boolean(),
      searched: z.number().optional(),
    }),
  },
  /** All attempts of the event that a delivery belongs to, oldest first; of more than 200 the newest. */
  'deliveries.attempts': {
    input: z.strictObject({ seq: z.number().int() }),
    output: z.object({ rows: z.array(DeliveryRow), total: z.number().int() }),
  },
  /** What changed in the request since the attempt before; null where there is none before. */
  'deliveries.attemptChanges': { input: Id, output: z.object({ changes: AttemptChanges.nullable() }) },
  'deliveries.get': { input: Id, output: DeliveryDetail },
  /** A piece of the exact body bytes, base64. */
  'deliveries.body': {
    input: Id.extend({
      offset: z.number().int().min(0).default(0),
      length: z
        .number()
        .int()
        .min(1)
        .max(4 * 1024 * 1024)
        .default(1024 * 1024),
    }),
    output: z.object({ base64: z.string(), size: z.number().int() }),
  },
  'deliveries.signature': { input: Id, output: SignatureReport },
  /** Why the signature of a failed delivery does not hold; null where it did not fail. */
  'deliveries.explain': { input: Id, output: z.object({ ladder: Ladder.nullable() }) },
  /** Deletes deliveries with their bodies and replays, for good and at once; `removals.start` lets them be taken back. */
  'deliveries.remove': {
    input: z.strictObject({ ids: z.array(z.string()).min(1).max(10_000) }),
    output: z.object({ removed: z.number().int() }),
  },
} as const

export const deliveryStreams = {
  /**
   * Reads, judges and checks an endpoint's deliveries again, newest first, with its present provider, secrets and scheme.
   * Ending the stream cancels; what was done until then stays.
   */
  'deliveries.recheck': {
    input: z.strictObject({ endpointId: z.string() }),
    item: RecheckProgress,
  },
  /**
   * What happens to the rows of a query from sequence number `after` on, and to older ones that change. `rows` fit the query
   * now: new ones, changed ones, and ones that did not fit before (order of `seq`). `gone` were removed or fit no more.
   * `reset`: more changed than is worth telling, read again. `grouped`: the rows are events, by their first attempts.
   */
  'deliveries.watch': {
    input: z.strictObject({ query: Query, zone: Zone, grouped: Grouped, after: z.number().int() }),
    item: z.object({ rows: z.array(DeliveryRow), gone: z.array(z.number().int()), reset: z.boolean() }),
  },
} as const
