import { z } from 'zod'
import { importReasons } from './import-words.ts'

/** Where an imported delivery comes from. */
export const ImportOrigin = z.object({
  /** Of the import that brought it. */
  id: z.string(),
  /** Name of the format, e.g. "HAR". */
  from: z.string(),
  /** When it was imported, Unix milliseconds. */
  at: z.number(),
  file: z.string(),
  /** The source tells when it arrived; else the time of the import stands for it. */
  timeKnown: z.boolean(),
  /** What is not as it was sent, one sentence. Left out: nothing that is known of. */
  note: z.string().optional(),
})
export type ImportOrigin = z.infer<typeof ImportOrigin>

export const ImportReason = z.enum(importReasons)
export type ImportReason = z.infer<typeof ImportReason>

/** Why a file cannot be imported, or what of it was skipped. */
export const ImportProblem = z.object({
  file: z.string(),
  /** From 1; null where it is about the whole file. */
  line: z.number().int().nullable(),
  reason: ImportReason,
  message: z.string(),
})
export type ImportProblem = z.infer<typeof ImportProblem>

export const ImportProgress = z.object({
  /** Bytes of the files that were gone through, and all of them. */
  done: z.number(),
  total: z.number(),
  deliveries: z.number().int(),
})
export type ImportProgress = z.infer<typeof ImportProgress>

const Count = z.number().int()

/** What would come in. */
export const ImportPreview = z.object({
  deliveries: Count,
  /** Among them, those that are here already; they would be skipped. */
  duplicates: Count,
  bytes: Count,
  /** Unix milliseconds; null where no file tells of a time. */
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  /** Deliveries whose time is not known. */
  untimed: Count,
  /** Deliveries that are not byte for byte as they were sent. */
  changed: Count,
  providers: z.array(z.object({ provider: z.string().nullable(), count: Count })),
  verifications: z.array(z.object({ state: z.string(), count: Count })),
  /** Files by what they are. */
  formats: z.array(z.object({ format: z.string(), name: z.string(), files: Count })),
  /** Files that cannot be imported, and why; the first hundred. */
  problems: z.array(ImportProblem),
  refused: Count,
  /** What is not a request and was skipped; the first hundred. */
  skipped: z.array(ImportProblem),
})
export type ImportPreview = z.infer<typeof ImportPreview>

/** What came in. */
export const ImportResult = z.object({
  /** Of the import, for taking it back. */
  id: z.string(),
  endpointId: z.string(),
  endpointName: z.string(),
  imported: Count,
  duplicates: Count,
  /** Files that were left out. */
  refused: Count,
})
export type ImportResult = z.infer<typeof ImportResult>

/** Where imported deliveries go: an endpoint, or a new one of this name. */
export const ImportTarget = z.union([
  z.strictObject({ endpointId: z.string() }),
  z.strictObject({ newEndpoint: z.string().trim().min(1).max(80) }),
])
export type ImportTarget = z.infer<typeof ImportTarget>
