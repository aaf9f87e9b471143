import { z } from 'zod'
import { EndpointChange, RecheckProgress } from '../model/endpoint-change.ts'

export const changeCalls = {
  /**
   * Makes the change; it counts from the next delivery on. Stored deliveries stay as they were judged until
   * `deliveries.recheck`. `undo` takes it back. Throws `conflict` where the ladder found nothing to change.
   */
  'changes.apply': {
    input: z.strictObject({ change: EndpointChange }),
    output: z.object({ endpointId: z.string(), undo: z.string() }),
  },
} as const

export const changeStreams = {
  /** What the change would do to the stored deliveries, newest first, without changing anything. */
  'changes.preview': { input: z.strictObject({ change: EndpointChange }), item: RecheckProgress },
  /**
   * Takes a change back: the endpoint is set up as before, and its deliveries get the verdicts that they had then; those
   * that came since are judged again. Throws `conflict` where the endpoint was changed since in another way, `not-found`
   * where the host has restarted.
   */
  'changes.undo': { input: z.strictObject({ undo: z.string() }), item: RecheckProgress },
} as const
