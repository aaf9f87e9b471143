import { z } from 'zod'

/**
 * What an endpoint keeps of its deliveries; null: no bound. Older ones are removed by themselves, pinned ones never are.
 * The bounds hold side by side: what is beyond any of them goes.
 */
export const Retention = z.strictObject({
  /** Days since the first byte. */
  days: z.number().positive().max(36_500).nullable(),
  /** The newest so many. */
  count: z.number().int().positive().max(1_000_000_000).nullable(),
  /** The newest whose bodies have so many bytes together. */
  bytes: z.number().int().positive().max(Number.MAX_SAFE_INTEGER).nullable(),
})
export type Retention = z.infer<typeof Retention>

export const keepsAll = (retention: Retention | null | undefined): boolean =>
  !retention || (retention.days === null && retention.count === null && retention.bytes === null)

/** What a retention would remove at this moment. */
export const RetentionPreview = z.object({
  count: z.number().int(),
  /** Bytes of their bodies, as received. */
  bytes: z.number(),
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  /** Pinned deliveries beyond the bounds: they stay. */
  pinned: z.number().int(),
})
export type RetentionPreview = z.infer<typeof RetentionPreview>

/** What retention has removed from an endpoint in this run of the host. */
export const RetentionRecord = z.object({ removed: z.number().int(), bytes: z.number(), lastAt: z.number() })
export type RetentionRecord = z.infer<typeof RetentionRecord>
