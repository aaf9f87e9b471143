import { z } from 'zod'
import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { answerSentence } from '#shared/sentences/answer-sentence.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'
import { forwardSentence } from '#shared/sentences/forward-sentence.ts'
import { formatBytes, formatCount } from '#shared/sentences/units.ts'
import { verificationSentence } from '#shared/sentences/verification-sentence.ts'
import { isCredential } from '../../engine/lib/credential-names.ts'
import { type Excerpt, excerptOf } from '../payload/excerpt.ts'
import { outlineLines } from '../payload/outline.ts'
import { type Payload, readPayload } from '../payload/read-payload.ts'
import { endpointNames, RowOut, rowOut } from '../rows.ts'
import { defineTool, readOnly } from '../tool.ts'
import { shown, shownLine } from '../untrusted.ts'

const OutlineOut = z.object({
  pointer: z.string(),
  type: z.string(),
  chars: z.number(),
  items: z.number().nullable(),
  value: z.string().nullable(),
})

const PayloadOut = z.object({
  kind: z.enum(['json', 'form', 'jwt', 'text', 'binary', 'none']),
  size_bytes: z.number(),
  chars: z.number().describe('characters of the value at `pointer`'),
  offset: z.number(),
  next_offset: z.number().nullable().describe('ask again with this `offset` for what follows'),
  untrusted: z.object({
    pointer: z.string(),
    problem: z.string().nullable().describe('why it is not what it calls itself, or not whole'),
    text: z.string().nullable().describe('null where `outline` stands in its place'),
    outline: z.array(OutlineOut).nullable(),
  }),
})

const HeadOut = RowOut.extend({
  attempts: z.number(),
  note: z.string().nullable().describe('written by the user'),
  untrusted: RowOut.shape.untrusted.extend({
    headline: z.string().nullable(),
    event_id: z.string().nullable(),
    call_id: z.string().nullable(),
    request_line: z.string(),
    signature: z.string(),
    schema: z.string(),
    answer: z.string(),
    forward: z.string().nullable(),
    headers: z.array(z.tuple([z.string(), z.string()])),
  }),
})

export const showDelivery = defineTool({
  name: 'show_delivery',
  title: 'Show one delivery',
  description:
    'One webhook: what it is, the verdicts on signature and schema, the answer, headers (credentials hidden) and body. A long JSON body comes as an outline with sizes and JSON pointers; read parts with `pointer`, and long texts piece by piece with `offset`.',
  annotations: readOnly,
  input: z.strictObject({
    id: z.string().describe('as in list_deliveries'),
    pointer: z
      .string()
      .max(2000)
      .optional()
      .describe('JSON pointer into the body, e.g. /data/transcript/0; gives the body alone'),
    offset: z.number().int().min(0).optional().describe('first character to give; gives the body alone'),
    max_chars: z.number().int().min(200).max(40_000).default(6000).describe('of the body'),
  }),
  output: z.object({
    id: z.string(),
    delivery: HeadOut.nullable().describe('null where only a part of the body was asked for'),
    payload: PayloadOut,
  }),
  async run({ id, pointer, offset, max_chars: maxChars }, { client }) {
    const detail = await client.call('deliveries.get', { id })
    const payload = await readPayload(client, detail)
    const excerpt = excerptOf(payload, { pointer, offset, maxChars })
    const isPart = pointer !== undefined || offset !== undefined
    const head = isPart ? null : await headOf(client, detail)
    return {
      text: [
        `Delivery ${detail.id}, ${formatBytes(detail.size)}. ${payloadWords(payload, excerpt)}`,
        ...(detail.note === undefined ? [] : [`Note of the user: ${shown(detail.note)}`]),
      ].join('\n'),
      outside: [...(head === null ? [] : headLines(head)), ...bodyLines(payload, excerpt)].join('\n'),
      structured: { id: detail.id, delivery: head, payload: payloadOut(payload, excerpt) },
    }
  },
})

async function headOf(client: AppClient, detail: DeliveryDetail): Promise<z.infer<typeof HeadOut>> {
  const { request, facts } = detail
  const provider = facts.provider === null ? null : { name: facts.provider }
  const row = rowOut(detail, await endpointNames(client))
  const forward = forwardSentence(detail)
  return {
    ...row,
    attempts: detail.attempts.length,
    note: detail.note ?? null,
    untrusted: {
      ...row.untrusted,
      headline: facts.summary.headline && shown(facts.summary.headline, 300),
      event_id: facts.eventId && shown(facts.eventId, 200),
      call_id: facts.callId && shown(facts.callId, 200),
      request_line: shown(`${request.method} ${request.target} HTTP/${request.httpVersion}`, 500),
      signature: shown(verificationSentence(detail.verdict, provider), 1000),
      schema: shown(conformanceSentence(detail.check, provider), 1000),
      answer: shown(answerSentence(detail), 1000),
      forward: forward && shown(forward, 1000),
      headers: request.headers.slice(0, maxHeaders).map(headerOut),
    },
  }
}

const maxHeaders = 60

/** Credentials are nothing that a model needs to see. */
function headerOut([name, value]: HeaderPair): [string, string] {
  return [shown(name, 100), isCredential(name) ? `(hidden: ${value.length} characters)` : shown(value, 500)]
}

function headLines({ untrusted: told, attempt, attempts }: z.infer<typeof HeadOut>): string[] {
  const named: [string, string | null][] = [
    ['Event', told.event_type],
    ['Event id', told.event_id],
    ['Call id', told.call_id],
    ['About', told.headline ?? told.about],
    ['Signature', told.signature],
    ['Schema', told.schema],
    ['Answer', told.answer],
    ['Forwarded', told.forward],
    ['Attempt', attempts > 1 ? `${attempt} of ${attempts}` : null],
  ]
  return [
    ...named.flatMap(([name, text]) => (text === null ? [] : [`${name}: ${shownLine(text, 1000)}`])),
    '',
    told.request_line,
    ...told.headers.map(([name, value]) => `${name}: ${value}`),
    '',
  ]
}

function payloadWords({ kind }: Payload, { chars, offset, text, outline, nextOffset }: Excerpt): string {
  if (kind === 'none') return 'It has no body.'
  if (kind === 'binary') return 'The body is no text; its first bytes are shown in hex.'
  if (outline !== null) {
    const partial = outline.partial ? ' Not everything is in it.' : ''
    return `The body (${kind}) is long, so it comes as an outline: ${formatCount(chars)} characters.${partial} Read a part with \`pointer\`, or from the beginning with \`offset\`: 0.`
  }
  const end = offset + (text?.length ?? 0)
  const range =
    nextOffset === null && offset === 0
      ? 'whole'
      : `characters ${formatCount(offset)} to ${formatCount(end)} of ${formatCount(chars)}`
  const next = nextOffset === null ? '' : ` Go on with \`offset\`: ${nextOffset}.`
  return `The body (${kind}), ${range}.${next}`
}

function bodyLines({ problem }: Payload, { text, outline }: Excerpt): string[] {
  return [
    ...(problem === null ? [] : [`(The body: ${shown(problem, 300)}.)`]),
    shown(outline === null ? (text ?? '') : outlineLines(outline)),
  ]
}

function payloadOut({ kind, size, problem }: Payload, excerpt: Excerpt): z.infer<typeof PayloadOut> {
  const { chars, offset, nextOffset, pointer, text, outline } = excerpt
  return {
    kind,
    size_bytes: size,
    chars,
    offset,
    next_offset: nextOffset,
    untrusted: {
      pointer: shown(pointer),
      problem: problem && shown(problem, 300),
      text: text && shown(text),
      outline:
        outline?.entries.map((entry) => ({
          ...entry,
          pointer: shown(entry.pointer),
          value: entry.value && shown(entry.value),
        })) ?? null,
    },
  }
}
