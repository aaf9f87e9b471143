import { z } from 'zod'
import { ReplaySigning } from './draft.ts'

/** What became of one delivery when the target was back. */
export const ResendOutcome = z.object({
  deliveryId: z.string(),
  /** Null where nothing could be sent; `problem` says why. */
  replayId: z.string().nullable(),
  status: z.number().int().nullable(),
  problem: z.string().nullable(),
  /** The replay before this one, to compare with. */
  before: z.object({ replayId: z.string(), status: z.number().int().nullable() }).nullable(),
})
export type ResendOutcome = z.infer<typeof ResendOutcome>

/** "Send again when my server is back", for one endpoint. */
export const ResendWatch = z.object({
  endpointId: z.string(),
  /** Host and port that are tried. */
  address: z.string(),
  /** Unix milliseconds. */
  since: z.number(),
  /** Null: not tried yet. */
  reachable: z.boolean().nullable(),
  /** These go out; null: the endpoint's newest. */
  deliveries: z.array(z.string()).nullable(),
  sign: ReplaySigning.exclude(['broken']),
  /** How often the target was back. */
  returns: z.number().int(),
  sending: z.boolean(),
  last: z.object({ at: z.number(), outcomes: z.array(ResendOutcome) }).nullable(),
  /** Why it does not try at the moment, null while it does. */
  problem: z.string().nullable(),
})
export type ResendWatch = z.infer<typeof ResendWatch>
