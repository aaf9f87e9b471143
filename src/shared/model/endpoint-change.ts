import { z } from 'zod'
import { SchemeRef } from './verification.ts'

/** A change to how an endpoint's deliveries are judged. What it does to the stored ones can be asked first. */
export const EndpointChange = z.discriminatedUnion('kind', [
  /** What the ladder found for a delivery that fails. */
  z.strictObject({ kind: z.literal('fix'), deliveryId: z.string() }),
  z.strictObject({ kind: z.literal('provider'), endpointId: z.string(), provider: z.string().nullable() }),
  /** Null: the provider pack's scheme again. */
  z.strictObject({ kind: z.literal('recipe'), endpointId: z.string(), recipe: SchemeRef.nullable() }),
  /** Secrets of one endpoint, retired or made active again. */
  z.strictObject({ kind: z.literal('retire'), secretIds: z.array(z.string()).min(1).max(100), retired: z.boolean() }),
  /** Deletes a secret. Its undo holds it, encrypted, as long as this run of Switchhook lasts. */
  z.strictObject({ kind: z.literal('remove-secret'), secretId: z.string() }),
])
export type EndpointChange = z.infer<typeof EndpointChange>

/** How many verdicts became better and worse. */
export const VerdictChanges = z.object({
  /** Verified now, and not before. */
  verified: z.number().int(),
  /** Failed now, and not before. */
  failed: z.number().int(),
  /** Verified or failed before; now nothing can be checked. */
  unchecked: z.number().int(),
})
export type VerdictChanges = z.infer<typeof VerdictChanges>

/** How far the stored deliveries of an endpoint have been judged again. */
export const RecheckProgress = z.object({
  done: z.number().int(),
  total: z.number().int(),
  /** Deliveries that were read, judged or checked otherwise than before. */
  changed: z.number().int(),
  verdicts: VerdictChanges,
})
export type RecheckProgress = z.infer<typeof RecheckProgress>
