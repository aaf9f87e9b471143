import { z } from 'zod'
import { Draft, DraftContent, DraftInfo } from '../model/draft.ts'
import { TargetUrl } from '../model/target-url.ts'

const OfDelivery = z.strictObject({ deliveryId: z.string() })

/** Edited requests that were not thrown away: one for each delivery, kept by the host over restarts. */
export const draftCalls = {
  /** Newest first. The host keeps the newest 50, with 16 MiB in all; a delivery that is deleted takes its draft along. */
  'drafts.list': { input: z.strictObject({}), output: z.object({ drafts: z.array(DraftInfo) }) },
  /**
   * What the editor begins with: `original` is what a plain replay would send to `target`, else to its endpoint's (no
   * URL where there is none), without the headers that are made when it is sent; its body is the stored one.
   */
  'drafts.open': {
    input: z.strictObject({ deliveryId: z.string(), target: TargetUrl.optional() }),
    output: z.object({ original: DraftContent, draft: Draft.nullable() }),
  },
  /** Throws `not-found` where the delivery is gone. */
  'drafts.save': {
    input: z.strictObject({ deliveryId: z.string(), draft: DraftContent }),
    output: z.object({ savedAt: z.number() }),
  },
  /** The draft that is gone now, so that it can be saved again; null where there was none. */
  'drafts.discard': { input: OfDelivery, output: z.object({ draft: Draft.nullable() }) },
} as const
