import { z } from 'zod'
import { SafeOptions, SafeSigning, TouchedKind, UnsignedReason } from '../model/safe-export.ts'

/** A value that is replaced; long ones are shortened. */
export const TouchedPlace = z.object({
  place: z.string(),
  kind: TouchedKind,
  before: z.string(),
  after: z.string(),
  /** Where nothing safe is documented for this value, e.g. no telephone numbers that are never assigned. */
  note: z.string().optional(),
})
export type TouchedPlace = z.infer<typeof TouchedPlace>

export const SafePreviewItem = z.object({
  id: z.string(),
  /** At most 500; `touchedCount` tells how many there are. */
  touched: z.array(TouchedPlace),
  touchedCount: z.number().int(),
  /** The body as text, cut at 64 kB; null where it is not text. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  signed: SafeSigning,
  reason: UnsignedReason.nullable(),
})
export type SafePreviewItem = z.infer<typeof SafePreviewItem>

export const SafePreview = z.object({
  items: z.array(SafePreviewItem),
  totals: z.partialRecord(TouchedKind, z.number().int()),
})
export type SafePreview = z.infer<typeof SafePreview>

export const safeExportCalls = {
  'exports.preview': {
    doc: 'What an export with personal data replaced would hold of these deliveries: what becomes of each value, and whether they can be signed again. Nothing is written.',
    input: z.strictObject({ ids: z.array(z.string()).min(1).max(20), safe: SafeOptions }),
    output: SafePreview,
  },
} as const
