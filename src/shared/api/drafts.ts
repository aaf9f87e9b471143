import { z } from 'zod'
import { Draft, DraftContent, DraftInfo } from '../model/draft.ts'
import { TargetUrl } from '../model/target-url.ts'

const OfDelivery = z.strictObject({ deliveryId: z.string() })

/** Edited requests that were not thrown away: one for each delivery, kept by the host over restarts. */
export const draftCalls = {
  'drafts.list': {
    doc: 'Drafts of edited requests, newest first. The host keeps the newest 50, with 16 MiB in all; a delivery that is deleted takes its draft along.',
    input: z.strictObject({}),
    output: z.object({ drafts: z.array(DraftInfo) }),
  },
  'drafts.open': {
    doc: 'What an editor begins with: the request that a plain replay would send, and the draft, if there is one.',
    input: z.strictObject({
      deliveryId: z.string(),
      target: TargetUrl.optional().describe('Left out: the endpoint’s; where that has none, the request has no URL.'),
    }),
    output: z.object({
      original: DraftContent.describe('Without the headers that are made when it is sent; its body is the stored one.'),
      draft: Draft.nullable(),
    }),
  },
  'drafts.save': {
    doc: 'Saves the draft of a delivery. `not-found` where the delivery is gone.',
    input: z.strictObject({ deliveryId: z.string(), draft: DraftContent }),
    output: z.object({ savedAt: z.number() }),
  },
  'drafts.discard': {
    doc: 'Throws a draft away. The answer holds it, so that it can be saved again; null where there was none.',
    input: OfDelivery,
    output: z.object({ draft: Draft.nullable() }),
  },
} as const
