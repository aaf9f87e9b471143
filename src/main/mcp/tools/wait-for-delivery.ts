import { z } from 'zod'
import { AppError } from '#shared/api/errors.ts'
import { plural } from '#shared/sentences/units.ts'
import { awaitDeliveries } from '../../api/client-reads.ts'
import { queryHint } from '../query-guide.ts'
import { endpointNames, RowOut, rowLines, rowOut } from '../rows.ts'
import { defineTool, readOnly } from '../tool.ts'
import { Query } from './list-deliveries.ts'

/** Between two notes on how long it has been waiting. */
const progressMs = 5000

export const waitForDelivery = defineTool({
  name: 'wait_for_delivery',
  title: 'Wait for a delivery',
  description: `Waits until webhooks come that fit \`query\`, each once it is judged and answered. Start what makes the provider send first, and give the newest delivery you know as \`since\`, so that nothing that comes in between is missed. ${queryHint}`,
  annotations: readOnly,
  input: z.strictObject({
    query: Query.describe('what has to fit; empty: anything'),
    timeout_seconds: z.number().min(1).max(600).default(45).describe('your client may give up on a call earlier'),
    count: z.number().int().min(1).max(50).default(1),
    since: z.string().optional().describe('id: also those after this one that are there already'),
  }),
  output: z.object({
    deliveries: z.array(RowOut).describe('oldest first'),
    timed_out: z.boolean(),
  }),
  async run({ query, timeout_seconds: seconds, count, since }, { client, signal, progress }) {
    const after =
      since === undefined
        ? (await client.call('deliveries.count', { query })).newest
        : (await client.call('deliveries.get', { id: since })).seq
    const started = performance.now()
    let found = 0
    const tell = () => {
      const waited = Math.round((performance.now() - started) / 1000)
      progress(waited, seconds, `${found} of ${plural(count, 'delivery', 'deliveries')}, waiting for ${waited} s`)
    }
    tell()
    const timer = setInterval(tell, progressMs)
    const limit = new AbortController()
    const timeout = setTimeout(() => limit.abort(), seconds * 1000)
    try {
      const rows = await awaitDeliveries(client, {
        ...{ query, after, count },
        signal: AbortSignal.any([signal, limit.signal]),
        onFound(_, number) {
          found = number
        },
      })
      if (signal.aborted) throw new AppError('cancelled', 'The call was taken back.')
      const names = await endpointNames(client)
      const deliveries = rows.map((row) => rowOut(row, names))
      const structured = { deliveries, timed_out: deliveries.length < count }
      const came = `${deliveries.length} of ${plural(count, 'delivery', 'deliveries')} came`
      const text = structured.timed_out ? `${came} within ${seconds} s. ${whatNow}` : `${came}.`
      return { text, structured, ...(deliveries.length > 0 && { outside: rowLines(deliveries) }) }
    } finally {
      clearInterval(timer)
      clearTimeout(timeout)
    }
  },
})

const whatNow =
  'Something may have come that does not fit: look at list_deliveries without a query. Where nothing came at all, status and list_endpoints tell whether it can.'
