import { z } from 'zod'
import { ImportPreview, ImportProgress, ImportResult, ImportTarget } from '../model/import.ts'

const Id = z.strictObject({ id: z.string() })

const Order = z.strictObject({
  /** As `imports.open` gave it. */
  id: z.string(),
  /** Left out: what each file looks like. */
  format: z.string().optional(),
  to: ImportTarget,
})

export const importCalls = {
  'imports.formats': {
    doc: 'The formats that deliveries can be imported from.',
    input: z.strictObject({}),
    output: z.object({ formats: z.array(z.object({ id: z.string(), name: z.string(), description: z.string() })) }),
  },
  'imports.open': {
    doc: 'Begins an import: files are handed in first (`imports.put`), then looked at (`imports.preview`) and imported (`imports.run`).',
    input: z.strictObject({}),
    output: Id,
  },
  'imports.put': {
    doc: 'Hands in files, Base64; folders stand in the names (`fixtures/call.json`). A large file comes in pieces of some megabytes: `more` says that the next piece of it is the first of the next call.',
    input: Id.extend({
      files: z
        .array(
          z.strictObject({ name: z.string().min(1).max(1000), base64: z.base64(), more: z.boolean().default(false) }),
        )
        .min(1)
        .max(1000),
    }),
    output: z.strictObject({}),
  },
  'imports.drop': {
    doc: 'Forgets files that were handed in; an import that is done has forgotten them already.',
    input: Id,
    output: z.strictObject({}),
  },
  'imports.undo': {
    doc: 'Deletes what an import brought, by the id of its result. `removal` is for `removals.undo`.',
    input: Id,
    output: z.object({ removal: z.string(), deliveries: z.number().int() }),
  },
} as const

export const importStreams = {
  'imports.preview': {
    doc: 'Reads and judges the files; nothing is stored. The last item is the preview.',
    input: Order,
    item: z.union([z.object({ progress: ImportProgress }), z.object({ preview: ImportPreview })]),
  },
  'imports.run': {
    doc: 'Imports the files; the last item is the result. All deliveries appear at once. Where a file cannot be imported nothing is, unless `skipInvalid` says to skip such files. Ending the stream cancels, and nothing stays of what was imported.',
    input: Order.extend({ skipInvalid: z.boolean().default(false) }),
    item: z.union([z.object({ progress: ImportProgress }), z.object({ result: ImportResult })]),
  },
} as const
