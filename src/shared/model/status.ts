import { z } from 'zod'

export const tunnelStates = ['off', 'connecting', 'online', 'lost', 'retrying'] as const

/** State of the tunnel, as the status bar shows it. */
export const TunnelStatus = z.object({
  driver: z.string(),
  state: z.enum(tunnelStates),
  url: z.string().nullable(),
  /** Since when this state holds, Unix milliseconds. */
  since: z.number(),
  /** Number of the running try, 0 while online or off: 1 for the first opening, after a loss it begins with 2. */
  attempt: z.number().int(),
  nextTryAt: z.number().nullable(),
  /** Why it is not online, one plain sentence. */
  problem: z.string().nullable(),
})
export type TunnelStatus = z.infer<typeof TunnelStatus>

export const ReceiverStatus = z.object({
  state: z.enum(['receiving', 'refusing', 'stopped']),
  host: z.string(),
  port: z.number().int(),
  url: z.string(),
  /** Why it refuses or stopped. */
  problem: z.string().nullable(),
})
export type ReceiverStatus = z.infer<typeof ReceiverStatus>

export const ViewsStatus = z.object({
  /** `rebuilding`: from the first entry, because they were missing, damaged or of another version. */
  state: z.enum(['current', 'catching-up', 'rebuilding', 'failed']),
  /** Log entries that are still to be taken in. */
  behind: z.number().int(),
  /** Share of the log that is taken in, 0 to 1. */
  progress: z.number(),
  problem: z.string().nullable(),
})
export type ViewsStatus = z.infer<typeof ViewsStatus>

/** Snapshot of the host: sent whenever something in it changes, at most four times a second. */
export const HostStatus = z.object({
  receiver: ReceiverStatus,
  tunnel: TunnelStatus,
  deliveries: z.number().int(),
  /** Bytes on disk: log, views, body files. */
  storeBytes: z.number(),
  /** Deliveries in the last minute. */
  perMinute: z.number(),
  /** How far lists, counts and search are behind what was captured. */
  views: ViewsStatus,
  /** What the user should know of this run, e.g. that a damaged log was recovered; plain sentences. */
  warnings: z.array(z.string()),
  /** Requests turned away since the start, by answer. */
  refused: z.record(z.string(), z.number().int()),
})
export type HostStatus = z.infer<typeof HostStatus>

export const HostInfo = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'headless']),
  platform: z.string(),
  dataDir: z.string(),
  packsDir: z.string(),
})
export type HostInfo = z.infer<typeof HostInfo>
