import { z } from 'zod'
import { AttemptChanges } from '../model/attempt-changes.ts'
import { DeliveryDetail, DeliveryRow } from '../model/delivery.ts'
import { RecheckProgress } from '../model/endpoint-change.ts'
import { Ladder } from '../model/ladder.ts'
import { SignatureReport } from '../model/signature-report.ts'

const Id = z.strictObject({ id: z.string() })
/** See `query/parse-query.ts`. */
const Query = z
  .string()
  .max(2000)
  .default('')
  .describe('Text of the search box, e.g. `type:call.ended verified:no`; empty: everything.')

/** See `EventOfRow`. */
const Grouped = z
  .boolean()
  .optional()
  .describe(
    'One row for each event in which an attempt fits, newest first by its first attempt; sequence numbers are those of first attempts.',
  )

const Zone = z
  .string()
  .max(60)
  .optional()
  .describe('IANA name of the time zone that “today” and “14:00” in the query are meant in; left out: the host’s.')

export const deliveryCalls = {
  'deliveries.page': {
    doc: 'Rows of deliveries that fit a query, newest first.',
    input: z.strictObject({
      query: Query,
      zone: Zone,
      grouped: Grouped,
      before: z.number().int().optional().describe('Only rows with a smaller sequence number (`seq`).'),
      through: z.number().int().optional().describe('Only rows up to this sequence number, itself included.'),
      skip: z.number().int().min(0).default(0).describe('Jumps over so many rows of the result.'),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ rows: z.array(DeliveryRow) }),
  },
  // Free text, sizes, paths and attempts are counted row by row and so may be capped; all other filters, and no filter at
  // all, are counted exactly. A list that is scrolled to the end of a capped count goes on by counting again with `through`
  // below its last row.
  'deliveries.count': {
    doc: 'Number of deliveries that fit a query, and the newest sequence number at this moment.',
    input: z.strictObject({
      query: Query,
      zone: Zone,
      grouped: Grouped,
      through: z.number().int().optional().describe('Only rows up to this sequence number, itself included.'),
    }),
    output: z.object({
      count: z.number().int(),
      newest: z.number().int(),
      capped: z.boolean().describe('Counting stopped at a bound (“100,000+”): there may be more.'),
      searched: z
        .number()
        .optional()
        .describe(
          'The stored requests have to be gone through for this query, and only this share of them was, newest first, 0 to 1; asking again goes on from there.',
        ),
    }),
  },
  'deliveries.attempts': {
    doc: 'All attempts of the event that a delivery belongs to, oldest first; of more than 200 the newest.',
    input: z.strictObject({ seq: z.number().int() }),
    output: z.object({ rows: z.array(DeliveryRow), total: z.number().int() }),
  },
  'deliveries.attemptChanges': {
    doc: 'What changed in the request since the attempt before; null where there is none before.',
    input: Id,
    output: z.object({ changes: AttemptChanges.nullable() }),
  },
  'deliveries.get': {
    doc: 'Everything about one delivery but its body.',
    input: Id,
    output: DeliveryDetail,
  },
  'deliveries.body': {
    doc: 'A piece of the exact body bytes, in Base64.',
    input: Id.extend({
      offset: z.number().int().min(0).default(0),
      length: z
        .number()
        .int()
        .min(1)
        .max(4 * 1024 * 1024)
        .default(1024 * 1024),
    }),
    output: z.object({ base64: z.string(), size: z.number().int().describe('Of the whole body, in bytes.') }),
  },
  'deliveries.signature': {
    doc: 'The evidence behind a delivery’s verdict: what was signed, which signatures came, which were expected.',
    input: Id,
    output: SignatureReport,
  },
  'deliveries.explain': {
    doc: 'Why the signature of a delivery does not hold, searched for now; null where it did not fail.',
    input: Id,
    output: z.object({ ladder: Ladder.nullable() }),
  },
  'deliveries.remove': {
    doc: 'Deletes deliveries with their bodies and replays, for good and at once. `removals.startChosen` lets them be taken back.',
    input: z.strictObject({ ids: z.array(z.string()).min(1).max(10_000) }),
    output: z.object({ removed: z.number().int() }),
  },
} as const

export const deliveryStreams = {
  'deliveries.recheck': {
    doc: 'Reads, judges and checks an endpoint’s deliveries again, newest first, with its present provider, secrets and scheme. Ending the stream cancels; what was done until then stays.',
    input: z.strictObject({ endpointId: z.string() }),
    item: RecheckProgress,
  },
  'deliveries.watch': {
    doc: 'New deliveries that fit a query, and older ones that change, from sequence number `after` on.',
    input: z.strictObject({ query: Query, zone: Zone, grouped: Grouped, after: z.number().int() }),
    item: z.object({
      rows: z
        .array(DeliveryRow)
        .describe('Rows that fit now, by `seq`: new ones, changed ones, and ones that did not fit before.'),
      gone: z.array(z.number().int()).describe('Sequence numbers of rows that were removed, or fit no more.'),
      reset: z.boolean().describe('More changed than is worth telling: read the list again.'),
    }),
  },
} as const
