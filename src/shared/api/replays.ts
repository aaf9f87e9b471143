import { z } from 'zod'
import { ReplaySigning } from '../model/draft.ts'
import { EditedRequest } from '../model/edited-request.ts'
import { HeaderPair } from '../model/header-pair.ts'
import { Replay } from '../model/replay.ts'
import { SignatureBreak } from '../model/signature-break.ts'
import { TargetUrl } from '../model/target-url.ts'

const Id = z.strictObject({ id: z.string() })

export const replayCalls = {
  'replays.send': {
    doc: 'Sends a stored delivery’s bytes and headers again, and stores what came of it. `conflict` where it shall be signed and no signature can be made, `cancelled` where `replays.cancel` ended it.',
    input: z.strictObject({
      id: z.string(),
      target: TargetUrl.optional().describe('Left out: the endpoint’s.'),
      approve: z.boolean().default(false).describe('Agrees to a target that is not on this machine.'),
      sign: ReplaySigning.optional().describe(
        '`again`: with the endpoint’s newest active secret, for this target and this moment; `broken`: the same, then broken as `broken` says; left out: `keep`.',
      ),
      broken: SignatureBreak.optional().describe('One of `replays.breaks`.'),
      edited: EditedRequest.optional().describe(
        'Goes out in the stored request’s place, to its own URL; `target` is not looked at then.',
      ),
      slowMs: z
        .number()
        .int()
        .min(1)
        .max(180_000)
        .optional()
        .describe('Slow motion: the head goes out at once, and the body spread over so many milliseconds.'),
    }),
    output: z
      .discriminatedUnion('result', [
        z.object({ result: z.literal('sent'), replay: Replay }),
        z.object({ result: z.literal('needs-approval'), target: z.string(), origin: z.string() }),
        z.object({ result: z.literal('no-target') }),
      ])
      .describe(
        '`needs-approval`: the target is not on this machine and was not agreed to yet; call again with that `target` and `approve`.',
      ),
  },
  'replays.breaks': {
    doc: 'In which ways the signature of a delivery can be broken: each is one that its scheme can tell, for this target and this request.',
    input: z.strictObject({
      id: z.string(),
      target: TargetUrl.optional(),
      edited: EditedRequest.optional(),
    }),
    output: z.object({
      breaks: z.array(SignatureBreak),
      problem: z.string().nullable().describe('Why none can, one sentence.'),
    }),
  },
  'replays.cancel': {
    doc: 'Ends the replays of a delivery that are on their way; `replays.send` then fails with `cancelled`.',
    input: Id,
    output: z.object({ cancelled: z.number().int() }),
  },
  'replays.list': {
    doc: 'The replays of a delivery, newest first.',
    input: Id,
    output: z.object({ replays: z.array(Replay) }),
  },
  'replays.sent': {
    doc: 'What a replay has sent where that is not what was stored: its headers, and the first 64 KiB of its body in Base64.',
    input: Id,
    output: z.object({ headers: z.array(HeaderPair), base64: z.string() }),
  },
  'replays.body': {
    doc: 'What the target answered to a replay, in Base64; at most 1 MiB was kept.',
    input: Id,
    output: z.object({ base64: z.string() }),
  },
} as const
