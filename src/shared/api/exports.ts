import { z } from 'zod'

export const ExportFormatInfo = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  extension: z.string(),
  /** The result of one delivery is text that is worth copying. */
  copyable: z.boolean(),
})
export type ExportFormatInfo = z.infer<typeof ExportFormatInfo>

export const exportCalls = {
  'exports.formats': {
    doc: 'The formats that deliveries can be exported in.',
    input: z.strictObject({}),
    output: z.object({ formats: z.array(ExportFormatInfo) }),
  },
} as const

export const exportStreams = {
  'exports.render': {
    doc: 'Deliveries in a format: one file, or a zip where there are several. It comes in pieces, each of which is decoded by itself, because a whole one can be larger than any message.',
    input: z.strictObject({ ids: z.array(z.string()).min(1).max(1000), format: z.string() }),
    item: z.object({ name: z.string(), mediaType: z.string(), base64: z.string() }),
  },
} as const
