import { z } from 'zod'
import { RenderOptions } from './export-options.ts'
import { SafeOptions } from './safe-export.ts'

export const maxStandingExports = 50

/** What a standing export does with each delivery that matches. */
export const StandingExportOrder = z.strictObject({
  name: z.string().trim().min(1, 'is needed').max(80),
  /** As in the search box; empty: all. */
  query: z.string().max(2000),
  /** IANA name of the zone that times in the query are meant in. */
  zone: z.string().max(60).optional(),
  format: z.string().max(60),
  options: RenderOptions.optional(),
  safe: SafeOptions.optional(),
  /** Absolute, or below the data folder's `exports`. */
  folder: z.string().trim().min(1, 'is needed').max(1000),
})
export type StandingExportOrder = z.infer<typeof StandingExportOrder>

export const standingStates = ['running', 'paused', 'retrying', 'stopped'] as const

/**
 * `running`: what arrives is written; `paused`: by the user; `retrying`: the last write failed, and is tried again;
 * `stopped`: it failed too often. What arrives while it does not run is written when it is resumed.
 */
export const StandingExport = StandingExportOrder.extend({
  id: z.string(),
  state: z.enum(standingStates),
  /** The real path that is written to. */
  folder: z.string(),
  createdAt: z.number(),
  /** Deliveries whose files were written. */
  written: z.number().int(),
  /** Files that were there already, and were left as they are. */
  alreadyThere: z.number().int(),
  /** Deliveries that could not be rendered, and were passed over. */
  skipped: z.number().int(),
  lastAt: z.number().nullable(),
  lastFile: z.string().nullable(),
  /** What went wrong last; null while nothing is wrong. */
  problem: z.string().nullable(),
})
export type StandingExport = z.infer<typeof StandingExport>
