import { z } from 'zod'
import { ReplaySigning } from '../model/draft.ts'
import { EditedRequest } from '../model/edited-request.ts'
import { HeaderPair } from '../model/header-pair.ts'
import { Replay } from '../model/replay.ts'
import { SignatureBreak } from '../model/signature-break.ts'
import { TargetUrl } from '../model/target-url.ts'

export const replayCalls = {
  /**
   * Sends a stored delivery's bytes and headers to `target`, else to its endpoint's. `needs-approval`: the target is not
   * on this machine and was not agreed to yet; call again with that `target` and `approve`. `sign: 'again'` (default: keep) makes a new signature with the
   * endpoint's newest active secret, for this target and this moment; throws `conflict` where none can be made. `sign: 'broken'` then breaks it as
   * `broken` says, see `replays.breaks`. `edited` is sent in the stored request's place, to its own URL; `target` is not looked at then. `slowMs`:
   * slow motion, the head goes out at once and the body spread over so many milliseconds.
   */
  'replays.send': {
    input: z.strictObject({
      id: z.string(),
      target: TargetUrl.optional(),
      approve: z.boolean().default(false),
      sign: ReplaySigning.optional(),
      broken: SignatureBreak.optional(),
      edited: EditedRequest.optional(),
      slowMs: z.number().int().min(1).max(180_000).optional(),
    }),
    output: z.discriminatedUnion('result', [
      z.object({ result: z.literal('sent'), replay: Replay }),
      z.object({ result: z.literal('needs-approval'), target: z.string(), origin: z.string() }),
      z.object({ result: z.literal('no-target') }),
    ]),
  },
  /**
   * In which ways the signature of a delivery can be broken: each is one that its scheme can tell, for this target and
   * this request. `problem`: why none can, one sentence.
   */
  'replays.breaks': {
    input: z.strictObject({
      id: z.string(),
      target: TargetUrl.optional(),
      edited: EditedRequest.optional(),
    }),
    output: z.object({ breaks: z.array(SignatureBreak), problem: z.string().nullable() }),
  },
  /** Ends the replays of a delivery that are on their way; `replays.send` then throws `cancelled`. */
  'replays.cancel': { input: z.strictObject({ id: z.string() }), output: z.object({ cancelled: z.number().int() }) },
  /** Newest first. */
  'replays.list': { input: z.strictObject({ id: z.string() }), output: z.object({ replays: z.array(Replay) }) },
  /** What was sent where that is not what was stored; headers as in `Replay.sent`, base64 of the first 64 KiB of the body. */
  'replays.sent': {
    input: z.strictObject({ id: z.string() }),
    output: z.object({ headers: z.array(HeaderPair), base64: z.string() }),
  },
  /** What the target answered, base64 (at most 1 MiB was kept). */
  'replays.body': { input: z.strictObject({ id: z.string() }), output: z.object({ base64: z.string() }) },
} as const
