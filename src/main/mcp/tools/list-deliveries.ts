import { z } from 'zod'
import { formatCount, plural } from '#shared/sentences/units.ts'
import { queryHint } from '../query-guide.ts'
import { endpointNames, RowOut, rowLines, rowOut } from '../rows.ts'
import { defineTool, readOnly } from '../tool.ts'

export const Query = z.string().max(2000).default('')

export const listDeliveries = defineTool({
  name: 'list_deliveries',
  title: 'List and search deliveries',
  description: `Captured webhooks, newest first, one line each. \`query\` filters them. ${queryHint}`,
  annotations: readOnly,
  input: z.strictObject({
    query: Query.describe('terms with spaces between them, all have to hold; empty: every delivery'),
    limit: z.number().int().min(1).max(100).default(20),
    before: z.string().optional().describe('id of a delivery: only those that came before it, to read on'),
  }),
  output: z.object({
    deliveries: z.array(RowOut),
    total: z.number().describe('how many fit the query'),
    total_is_capped: z.boolean().describe('there may be more than `total`'),
    more: z.boolean().describe('older ones fit too: ask again with `before`'),
  }),
  async run({ query, limit, before }, { client }) {
    const older = before === undefined ? {} : { before: (await client.call('deliveries.get', { id: before })).seq }
    const { rows } = await client.call('deliveries.page', { query, limit: limit + 1, ...older })
    const { count, capped } = await client.call('deliveries.count', { query })
    const names = await endpointNames(client)
    const deliveries = rows.slice(0, limit).map((row) => rowOut(row, names))
    const more = rows.length > limit
    const structured = { deliveries, total: count, total_is_capped: capped, more }
    if (deliveries.length === 0)
      return { text: query === '' ? 'No deliveries yet.' : 'No delivery fits this query.', structured }
    const total = `${formatCount(count)}${capped ? '+' : ''}`
    const next = more ? ` Older ones: before: "${deliveries.at(-1)!.id}".` : ''
    const fits = query === '' ? `${total} stored` : `${total} that fit`
    return {
      text: `${plural(deliveries.length, 'delivery', 'deliveries')} of ${fits}, newest first.${next}`,
      outside: rowLines(deliveries),
      structured,
    }
  },
})
