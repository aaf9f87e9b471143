import { z } from 'zod'
import { tunnelWords } from '#shared/sentences/tunnel-words.ts'
import { plural } from '#shared/sentences/units.ts'
import { firstOf, readEndpoints } from '../../api/client-reads.ts'
import { defineTool, readOnly } from '../tool.ts'

export const status = defineTool({
  name: 'status',
  title: 'Is Switchhook receiving?',
  description:
    'Tells whether webhooks can arrive: receiver, tunnel to the internet, how many deliveries are stored, and what is wrong. Use it first, and when nothing arrives.',
  annotations: readOnly,
  input: z.object({}),
  output: z.object({
    version: z.string(),
    host: z.enum(['desktop', 'headless']),
    data_folder: z.string(),
    receiver: z.object({ state: z.string(), url: z.string(), problem: z.string().nullable() }),
    tunnel: z.object({ state: z.string(), url: z.string().nullable(), problem: z.string().nullable() }),
    endpoints: z.number(),
    deliveries: z.number(),
    per_minute: z.number(),
    behind: z.number().describe('entries that lists and search do not have yet'),
    warnings: z.array(z.string()),
  }),
  async run(_, { client }) {
    const info = await client.call('host.info', {})
    const state = await firstOf((options) => client.stream('host.watch', {}, options))
    const endpoints = await readEndpoints(client)
    const { receiver, tunnel, deliveries, perMinute, views, warnings } = state
    const lines = [
      `Switchhook ${info.version} (${info.host}), data in ${info.dataDir}.`,
      `Receiver: ${receiver.state} at ${receiver.url}.${receiver.problem === null ? '' : ` ${receiver.problem}`}`,
      `${tunnelWords(tunnel)}${tunnel.url === null ? '' : `: ${tunnel.url}`}.${tunnel.problem === null ? '' : ` ${tunnel.problem}`}`,
      ...(tunnel.state === 'off'
        ? ['Without a tunnel only programs of this machine can send here; `switchhook listen` opens one.']
        : []),
      `${plural(endpoints.length, 'endpoint')}; ${plural(deliveries, 'delivery', 'deliveries')} stored, ${perMinute} in the last minute.`,
      ...(views.behind > 0 ? [`Lists and search are ${plural(views.behind, 'entry', 'entries')} behind.`] : []),
      ...warnings,
    ]
    return {
      text: lines.join('\n'),
      structured: {
        version: info.version,
        host: info.host,
        data_folder: info.dataDir,
        receiver: { state: receiver.state, url: receiver.url, problem: receiver.problem },
        tunnel: { state: tunnel.state, url: tunnel.url, problem: tunnel.problem },
        endpoints: endpoints.length,
        deliveries,
        per_minute: perMinute,
        behind: views.behind,
        warnings,
      },
    }
  },
})
