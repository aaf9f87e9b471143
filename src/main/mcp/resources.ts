import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import { providerMarkdown } from './provider-markdown.ts'
import { queryGuide } from './query-guide.ts'
import type { ToolContext } from './tool.ts'
import { showDelivery } from './tools/show-delivery.ts'
import { asData } from './untrusted.ts'

/** The newest deliveries are listed; any can be read. */
const listed = 20

/** What can be read: the query language, what providers document, deliveries. */
export function addResources(server: McpServer, client: AppClient): void {
  server.registerResource(
    'query-language',
    'switchhook://query-language',
    { title: 'Query language', description: 'All fields of `query`, with examples.', mimeType: 'text/markdown' },
    ({ href }) => page(href, 'text/markdown', queryGuide()),
  )

  const providers = async () => (await client.call('providers.list', {})).providers
  server.registerResource(
    'provider',
    new ResourceTemplate('switchhook://providers/{id}', {
      list: async () => ({
        resources: (await providers()).map(({ id, name }) => ({
          uri: `switchhook://providers/${id}`,
          name: id,
          title: name,
        })),
      }),
      complete: { id: async (begun) => (await providers()).map(({ id }) => id).filter((id) => id.startsWith(begun)) },
    }),
    { title: 'Provider', description: 'What a provider documents of its webhooks.', mimeType: 'text/markdown' },
    async ({ href }, { id }) => {
      const found = (await providers()).find((one) => one.id === id)
      if (found === undefined) throw new AppError('not-found', `There is no provider pack “${String(id)}”.`)
      return page(href, 'text/markdown', providerMarkdown(found))
    },
  )

  server.registerResource(
    'delivery',
    new ResourceTemplate('switchhook://deliveries/{id}', {
      list: async () => ({
        resources: (await client.call('deliveries.page', { limit: listed })).rows.map(
          ({ id, receivedAt, provider }) => ({
            uri: `switchhook://deliveries/${id}`,
            name: id,
            description: `received ${new Date(receivedAt).toISOString()}, ${provider ?? 'no provider'}`,
          }),
        ),
      }),
    }),
    { title: 'Delivery', description: 'One captured webhook, as show_delivery shows it.', mimeType: 'text/plain' },
    async ({ href }, { id }, { signal }) => {
      const context: ToolContext = { client, signal, progress: () => undefined, ask: async () => 'cannot-ask' }
      const { text, outside = '' } = await showDelivery.run({ id: String(id), max_chars: 20_000 }, context)
      return page(href, 'text/plain', `${text}\n\n${asData(outside)}`)
    },
  )
}

const page = (uri: string, mimeType: string, text: string) => ({ contents: [{ uri, mimeType, text }] })
