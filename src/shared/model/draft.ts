import { z } from 'zod'
import { EditedRequest } from './edited-request.ts'
import { SignatureBreak } from './signature-break.ts'

/** How a replay is signed: as it was stored, again for its target and this moment, or again and then broken. */
export const ReplaySigning = z.enum(['keep', 'again', 'broken'])
export type ReplaySigning = z.infer<typeof ReplaySigning>

/** What the editor holds of a delivery. It may be unfinished: nothing is refused for what a request may not hold. */
export const DraftContent = z.strictObject({
  method: z.string().max(64),
  url: z.string().max(16 * 1024),
  headers: z.array(z.tuple([z.string().max(1024), z.string().max(64 * 1024)])).max(500),
  body: EditedRequest.shape.body,
  sign: ReplaySigning,
  broken: SignatureBreak.nullable(),
})
export type DraftContent = z.infer<typeof DraftContent>

export const Draft = DraftContent.extend({
  deliveryId: z.string(),
  /** Unix milliseconds. */
  savedAt: z.number(),
})
export type Draft = z.infer<typeof Draft>

/** A draft without its body and headers. */
export const DraftInfo = Draft.pick({ deliveryId: true, savedAt: true, method: true, url: true })
export type DraftInfo = z.infer<typeof DraftInfo>
