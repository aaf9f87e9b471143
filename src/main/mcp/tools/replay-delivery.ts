import { z } from 'zod'
import type { AppClient, AppContract } from '#shared/api/contract.ts'
import type { CallInput } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import { isAccepted } from '#shared/attempts/attempt-rules.ts'
import type { Replay } from '#shared/model/replay.ts'
import { SignatureBreak } from '#shared/model/signature-break.ts'
import { TargetUrl } from '#shared/model/target-url.ts'
import { formatBytes, formatDuration } from '#shared/sentences/units.ts'
import { defineTool, type ToolContext } from '../tool.ts'
import { shown } from '../untrusted.ts'

const answerChars = 4000

export const replayDelivery = defineTool({
  name: 'replay',
  title: 'Replay a delivery',
  description:
    'Sends a stored webhook again, byte for byte, to `target` (else the endpoint’s own), and tells what the target answered and how fast. `sign: "again"` signs it for now, `"broken"` breaks the new signature as `broken` says: an app that answers 2xx to that does not check it. A target that is not on this machine needs the user’s agreement.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    id: z.string(),
    target: TargetUrl.max(2000).optional().describe('e.g. http://localhost:3000/hooks; left out: the endpoint’s'),
    sign: z.enum(['keep', 'again', 'broken']).default('keep').describe('keep: the signature as it was stored'),
    broken: SignatureBreak.optional().describe('needed with sign: "broken"'),
  }),
  output: z.object({
    replay: z.string(),
    target: z.string().describe('scheme, host and port'),
    status: z.number().nullable(),
    accepted: z.boolean().describe('answered with 2xx'),
    total_ms: z.number(),
    deadline_ms: z.number().nullable().describe('how long the provider would have waited; null: not documented'),
    in_time: z.boolean().nullable(),
    signed: z.string(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    untrusted: z.object({
      problem: z.string().nullable().describe('what kept the request from being sent, where that quotes it'),
      url: z.string().describe('its path may end in what the sender chose'),
      headers: z.array(z.tuple([z.string(), z.string()])),
      body: z.string().nullable(),
      body_bytes: z.number(),
    }),
  }),
  async run({ id, target, sign, broken }, context) {
    const { client, signal } = context
    const { deadlineMs } = await client.call('deliveries.get', { id })
    const cancel = () => void client.call('replays.cancel', { id }).catch(() => undefined)
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const replay = await send({ id, sign, ...(target && { target }), ...(broken && { broken }) }, context)
      const body = await answerBody(client, replay)
      const { status, timing } = replay
      // Its words are those of Node, which names the header that cannot be sent.
      const problem = replay.error?.code === 'other' ? shown(replay.error.message, 1000) : null
      const error = problem === null ? replay.error : { code: 'other' as const, message: 'See untrusted.problem.' }
      const accepted = isAccepted(replay)
      const inTime = deadlineMs === null || status === null ? null : timing.totalMs <= deadlineMs
      return {
        text: words({ ...replay, error }, deadlineMs),
        outside: [
          `URL: ${shown(replay.target, 2000)}`,
          ...(problem === null ? [] : [`Problem: ${problem}`]),
          ...(status === null
            ? []
            : [`HTTP ${status} ${shown(replay.statusText, 200)}`, '', body ?? '(a body that is no text)']),
        ].join('\n'),
        structured: {
          ...{ replay: replay.id, target: new URL(replay.target).origin, status, accepted, in_time: inTime, error },
          total_ms: Math.round(timing.totalMs),
          deadline_ms: deadlineMs,
          signed: replay.signed ?? 'as stored',
          untrusted: {
            problem,
            url: shown(replay.target, 2000),
            headers: replay.headers
              .slice(0, 40)
              .map(([name, value]): [string, string] => [shown(name, 100), shown(value, 300)]),
            body,
            body_bytes: replay.bodySize,
          },
        },
      }
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  },
})

type Order = CallInput<AppContract['calls']['replays.send']>

/** Throws AppError `unavailable` where the user has not agreed to the target. */
async function send(order: Order, { client, ask, signal }: ToolContext): Promise<Replay> {
  const answer = await client.call('replays.send', order)
  if (answer.result === 'sent') return answer.replay
  if (answer.result === 'no-target')
    throw new AppError('bad-input', 'The endpoint has no target. Give one, e.g. target: "http://localhost:3000/hooks".')
  const { origin, target } = answer
  const agreed = await ask(
    `A coding agent wants to send the stored webhook ${order.id} to ${shown(origin)}, which is not on this machine. The webhook may hold personal data. Agree to send webhooks to ${shown(origin)}? Switchhook remembers it, and does not ask for this target again; Settings lists such targets.`,
  )
  if (agreed === 'yes' && !signal.aborted) {
    const again = await client.call('replays.send', { ...order, target, approve: true })
    if (again.result === 'sent') return again.replay
  }
  throw new AppError(
    'unavailable',
    `Nothing was sent. ${refusals[agreed === 'no' ? 'no' : 'cannot-ask'](origin, order.id)}`,
  )
}

const refusals = {
  no: (origin: string) => `The user does not agree to send to ${origin}. Use a target on this machine.`,
  'cannot-ask': (origin: string, id: string) =>
    `${origin} is not on this machine, and nobody has agreed to send there. Use a target on this machine; or ask the user to agree, by a first replay to it in Switchhook or by: switchhook replay ${id} --to URL --approve`,
}

function words(
  { target, status, error, timing, signed = 'as stored', bodySize }: Replay,
  deadlineMs: number | null,
): string {
  const place = `${new URL(target).origin}, signature ${signed}`
  const time = formatDuration(timing.totalMs)
  if (status === null) return `No answer from ${place}, after ${time}. ${error?.message ?? ''}`.trim()
  const late = deadlineMs !== null && timing.totalMs > deadlineMs
  const against =
    deadlineMs === null
      ? ''
      : `; the provider waits ${formatDuration(deadlineMs)}${late ? ', so this was too late' : ''}`
  return `Sent to ${place}. Answered ${status} after ${time}${against}. The answer has ${formatBytes(bodySize)}.`
}

/** Text of what the target answered, or its beginning; null where it is none. */
async function answerBody(client: AppClient, { id, bodySize }: Replay): Promise<string | null> {
  if (bodySize === 0) return ''
  const { base64 } = await client.call('replays.body', { id })
  const text = Buffer.from(base64, 'base64').toString()
  return text.includes('\0') ? null : shown(text, answerChars)
}
