import { z } from 'zod'
import { TargetUrl } from '../model/endpoint.ts'
import { Replay } from '../model/replay.ts'

export const replayCalls = {
  /**
   * Sends a stored delivery's bytes and headers to `target`, else to its endpoint's. `needs-approval`: the target is not
   * on this machine and was not agreed to yet; call again with that `target` and `approve`. `sign: 'again'` (default: keep) makes a new signature with the
   * endpoint's newest active secret, for this target and this moment; throws `conflict` where none can be made. `slowMs`:
   * slow motion, the head goes out at once and the body spread over so many milliseconds.
   */
  'replays.send': {
    input: z.strictObject({
      id: z.string(),
      target: TargetUrl.optional(),
      approve: z.boolean().default(false),
      sign: z.enum(['keep', 'again']).optional(),
      slowMs: z.number().int().min(1).max(180_000).optional(),
    }),
    output: z.discriminatedUnion('result', [
      z.object({ result: z.literal('sent'), replay: Replay }),
      z.object({ result: z.literal('needs-approval'), target: z.string(), origin: z.string() }),
      z.object({ result: z.literal('no-target') }),
    ]),
  },
  /** Ends the replays of a delivery that are on their way; `replays.send` then throws `cancelled`. */
  'replays.cancel': { input: z.strictObject({ id: z.string() }), output: z.object({ cancelled: z.number().int() }) },
  /** Newest first. */
  'replays.list': { input: z.strictObject({ id: z.string() }), output: z.object({ replays: z.array(Replay) }) },
  /** What the target answered, base64 (at most 1 MiB was kept). */
  'replays.body': { input: z.strictObject({ id: z.string() }), output: z.object({ base64: z.string() }) },
} as const
