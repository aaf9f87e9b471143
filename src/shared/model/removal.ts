import { z } from 'zod'

/** What a search finds, for those who are about to delete it. */
export const RemovalPreview = z.object({
  /** Deliveries that would go. */
  count: z.number().int(),
  /** Of those, and of nothing else: the others are left out unless they were asked for. */
  pinned: z.number().int(),
  /** Bytes of their bodies, as received. On disk they take less: most are stored compressed. */
  bytes: z.number(),
  /** Arrival of the first and the last, Unix milliseconds; null where there is none. */
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  /** All were looked at. */
  done: z.boolean(),
  /** Number of the newest delivery that was looked at: what arrives later is not meant. */
  through: z.number().int(),
})
export type RemovalPreview = z.infer<typeof RemovalPreview>

export const removalStates = ['hiding', 'waiting', 'restoring', 'removing'] as const

/**
 * Deliveries on their way out. `hiding`: leaving the lists; `waiting`: out of every list, and can be taken back;
 * `restoring`: coming back; `removing`: their bytes are being overwritten, which cannot be stopped.
 */
export const Removal = z.object({
  id: z.string(),
  state: z.enum(removalStates),
  /** Deliveries that it is about, as far as it is known; those that are done with in this state. */
  total: z.number().int(),
  done: z.number().int(),
  /** When it becomes final, Unix milliseconds; null unless it waits. */
  until: z.number().nullable(),
})
export type Removal = z.infer<typeof Removal>
