import { z } from 'zod'
import type { AppClient, AppContract } from '#shared/api/contract.ts'
import type { CallInput } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import { SignatureBreak } from '#shared/model/signature-break.ts'
import { breakWords } from '#shared/model/signature-break-words.ts'
import { awaitDeliveries } from '../../api/client-reads.ts'
import { endpointNamed } from '../lookup.ts'
import { endpointNames, RowOut, rowLines, rowOut } from '../rows.ts'
import { defineTool } from '../tool.ts'

/** What was answered is in the lists a moment later. */
const listedWithinMs = 5000

export const sendSample = defineTool({
  name: 'send_sample',
  title: 'Send a sample event',
  description:
    'Sends a documented sample event to one of Switchhook’s own endpoints, signed as the provider would with the endpoint’s secret, or with one fault in the signature (`broken`). The endpoint’s response rules and forwarding apply, so a target of the endpoint gets it too.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    endpoint: z.string().describe('name or id'),
    event: z.string().describe('event type with a sample; provider_facts lists them'),
    provider: z.string().optional().describe('id; needed where the endpoint detects the provider with each delivery'),
    broken: SignatureBreak.optional().describe('the fault; left out: a right signature'),
  }),
  output: z.object({
    status: z.number().nullable(),
    via: z.enum(['tunnel', 'receiver']),
    signed_with: z.string().nullable().describe('label of the secret; null: it went unsigned'),
    broken: SignatureBreak.nullable(),
    problem: z.string().nullable(),
    delivery: RowOut.nullable().describe('as it was captured; null where it did not arrive'),
  }),
  async run({ endpoint: wanted, event, provider, broken }, { client, signal }) {
    const endpoint = await endpointNamed(client, wanted)
    const query = `endpoint:${endpoint.id} is:sample`
    const { newest } = await client.call('deliveries.count', { query })
    const sent = await send(client, {
      ...{ endpointId: endpoint.id, event },
      ...(provider !== undefined && { provider }),
      ...(broken !== undefined && { broken }),
    })
    const limit = AbortSignal.any([signal, AbortSignal.timeout(listedWithinMs)])
    const rows =
      sent.status === null ? [] : await awaitDeliveries(client, { query, after: newest, count: 1, signal: limit })
    const names = await endpointNames(client)
    const delivery = rows[0] === undefined ? null : rowOut(rows[0], names)
    const signed = sent.signedWith === null ? 'unsigned' : `signed with “${sent.signedWith}”`
    const fault = broken === undefined ? '' : `, and then broken: ${breakWords[broken].what}`
    const outcome =
      sent.status === null ? `No answer: ${sent.problem ?? 'no reason is known'}` : `Answered ${sent.status}.`
    const known = delivery === null ? '' : ` It is delivery ${delivery.id}.`
    return {
      text: `Sent ${signed}${fault}, through the ${sent.via}. ${outcome}${known}`,
      ...(delivery !== null && { outside: rowLines([delivery]) }),
      structured: {
        ...{ status: sent.status, via: sent.via, signed_with: sent.signedWith, problem: sent.problem },
        ...{ broken: broken ?? null, delivery },
      },
    }
  },
})

async function send(client: AppClient, order: CallInput<AppContract['calls']['samples.send']>) {
  try {
    return await client.call('samples.send', order)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error
    const { providers } = await client.call('providers.list', {})
    const wanted = order.provider ?? (await endpointNamed(client, order.endpointId)).provider
    const samples = providers.find(({ id }) => id === wanted)?.samples.map((sample) => sample.event) ?? []
    const there = samples.length === 0 ? '' : ` There are samples of ${samples.join(', ')}.`
    throw new AppError(error.code, `${error.message}${there}`, error.issues, { cause: error })
  }
}
