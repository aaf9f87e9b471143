import { settledDeliveries } from '../../api/client-reads.ts'
import { type Command, exitCodes } from '../command.ts'
import { rowCells } from '../row-cells.ts'

export const tail: Command = {
  name: 'tail',
  usage: '[QUERY]',
  summary: 'deliveries as they come, until Ctrl+C',
  options: {},
  optionHelp: {},
  args: [0, Number.POSITIVE_INFINITY],
  async run({ args, api, print, stop }) {
    const query = args.join(' ')
    const host = await api()
    const { newest } = await host.call('deliveries.count', { query })
    for await (const row of settledDeliveries(host, { query, after: newest, signal: stop })) {
      print.object({ type: 'delivery', ...row })
      print.line(...rowCells(row))
    }
    return exitCodes.done
  },
}
