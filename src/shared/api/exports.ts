import { z } from 'zod'
import { RenderOptions } from '../model/export-options.ts'
import { SafeOptions } from '../model/safe-export.ts'
import { StandingExport, StandingExportOrder } from '../model/standing-export.ts'

export const exportKinds = ['request', 'fixture', 'test', 'types'] as const

export const ExportFormatInfo = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  extension: z.string(),
  /** The result of one delivery is text that is worth copying. */
  copyable: z.boolean(),
  kind: z.enum(exportKinds),
  /** It knows the option `assertAnswer`. */
  assertsAnswer: z.boolean(),
})
export type ExportFormatInfo = z.infer<typeof ExportFormatInfo>

const Id = z.strictObject({ id: z.string() })
const None = z.strictObject({})

/** Deliveries by their ids; all that a query finds, oldest first; the attempts of the event that a delivery belongs to. */
export const ExportSubject = z.union([
  z.strictObject({ ids: z.array(z.string()).min(1).max(10_000) }),
  z.strictObject({ query: z.string().max(2000), zone: z.string().max(60).optional() }),
  z.strictObject({ attemptsOf: z.string() }),
])
export type ExportSubject = z.infer<typeof ExportSubject>

export const ExportOrder = z.strictObject({
  what: ExportSubject,
  format: z.string(),
  options: RenderOptions.optional(),
  /** Personal data is replaced, and what can be is signed again. */
  safe: SafeOptions.optional(),
})
export type ExportOrder = z.infer<typeof ExportOrder>

/** Deliveries that are done with, of how many. `total` grows while they are still being looked for. */
export const ExportProgress = z.object({ done: z.number().int(), total: z.number().int() })
export type ExportProgress = z.infer<typeof ExportProgress>

export const exportCalls = {
  'exports.formats': {
    doc: 'The formats that deliveries can be exported in.',
    input: None,
    output: z.object({ formats: z.array(ExportFormatInfo) }),
  },
  'exports.folders': {
    doc: 'Where the host may write: below its roots, and, where it can ask for one, in a folder that its user chooses in a dialog of the system.',
    input: None,
    output: z.object({ roots: z.array(z.string()), canChoose: z.boolean() }),
  },
  'exports.chooseFolder': {
    doc: "Asks the host's user for a folder; null where none was chosen. Throws `unavailable` where the host has no window.",
    input: None,
    output: z.object({ folder: z.string().nullable() }),
  },
  'standingExports.add': {
    doc: 'Writes each delivery that arrives from now on and matches into a folder. Throws `bad-input` for a query with a mistake and for a folder that may not be written to.',
    input: StandingExportOrder,
    output: StandingExport,
  },
  'standingExports.pause': {
    doc: 'What arrives while it is paused is written when it is resumed.',
    input: Id,
    output: None,
  },
  'standingExports.resume': {
    doc: 'Goes on where it was paused or stopped: with what has arrived in between.',
    input: Id,
    output: None,
  },
  'standingExports.remove': { doc: 'Ends it. What was written stays.', input: Id, output: None },
} as const

export const exportStreams = {
  'exports.render': {
    doc: 'Deliveries in a format, and how far it is: one file for one result; a zip where there are several, or, with `separate`, one file after the other (a new name begins a new file). A file comes in pieces, each of which is decoded by itself, because a whole one can be larger than any message.',
    input: ExportOrder.extend({ separate: z.boolean().default(false) }),
    item: z.union([
      z.object({ progress: ExportProgress }),
      z.object({ name: z.string(), mediaType: z.string(), base64: z.string() }),
    ]),
  },
  'exports.save': {
    doc: 'Writes the files of an export into a folder of the host. Files that are there already stay. In the last item `done` is equal to `total`.',
    input: ExportOrder.extend({ folder: z.string().trim().min(1).max(1000) }),
    item: ExportProgress.extend({
      /** The real path. */
      folder: z.string(),
      written: z.number().int(),
      alreadyThere: z.number().int(),
    }),
  },
  'standingExports.watch': {
    doc: 'All standing exports: at once, then on each change.',
    input: None,
    item: z.object({ orders: z.array(StandingExport) }),
  },
} as const
