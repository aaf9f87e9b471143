import { z } from 'zod'
import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import { providerFacts as factsOf, providerMarkdown } from '../provider-markdown.ts'
import { defineTool, readOnly } from '../tool.ts'
import { shown } from '../untrusted.ts'

const schemaChars = 30_000

export const providerFacts = defineTool({
  name: 'provider_facts',
  title: 'What a provider documents',
  description:
    'What is documented of a provider’s webhooks, with sources: how it signs, its deadline and retries, its events, samples, how to set it up, and what is not documented. With `event`: the JSON Schema of that event. Without `provider`: the list of all.',
  annotations: readOnly,
  input: z.strictObject({
    provider: z.string().optional().describe('id, e.g. allo-v2'),
    event: z.string().optional().describe('event type'),
  }),
  output: z.object({
    providers: z.array(z.object({ id: z.string(), name: z.string(), events: z.number() })).nullable(),
    provider: z
      .object({
        id: z.string(),
        name: z.string(),
        origin: z.enum(['built-in', 'user']),
        signature: z.string(),
        deadline_ms: z.number().nullable(),
        retries: z.string(),
        events: z.array(z.object({ type: z.string(), title: z.string(), documented: z.string(), sample: z.boolean() })),
        undocumented: z.array(z.string()),
        sources: z.array(z.string()),
      })
      .nullable(),
    event_schema: z
      .string()
      .nullable()
      .describe('JSON Schema as text; null where none was asked for, or it is too long'),
  }),
  async run({ provider: id, event }, { client }) {
    const { providers } = await client.call('providers.list', {})
    if (id === undefined) {
      const list = providers.map(({ id, name, events }) => ({ id, name, events: events.length }))
      const lines = list.map((one) => `${one.id}: ${one.name}, ${one.events} events`)
      return { text: lines.join('\n'), structured: { providers: list, provider: null, event_schema: null } }
    }
    const found = providers.find((one) => one.id === id.toLowerCase())
    if (found === undefined)
      throw new AppError(
        'not-found',
        `There is no provider pack “${id}”. There are ${providers.map((one) => one.id).join(', ')}.`,
      )
    const structured = { providers: null, provider: factsOf(found), event_schema: null }
    if (event === undefined) return { text: providerMarkdown(found), structured }
    const schema = await schemaText(
      client,
      found.id,
      event,
      found.events.map(({ type }) => type),
    )
    const text = shown(schema)
    return text.length > schemaChars
      ? { text: `The schema of ${event} has ${text.length} characters, too many to be given.`, structured }
      : { text: `JSON Schema of ${event}:\n${text}`, structured: { ...structured, event_schema: text } }
  },
})

async function schemaText(
  client: AppClient,
  provider: string,
  event: string,
  types: readonly string[],
): Promise<string> {
  try {
    return (await client.call('providers.schema', { provider, event })).text
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error
    throw new AppError('not-found', `${provider} has no event “${event}”. There are ${types.join(', ')}.`, [], {
      cause: error,
    })
  }
}
