import { isSettled } from '#shared/model/is-answered.ts'
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
    const printed = new Set<number>()
    for await (const { rows } of host.stream('deliveries.watch', { query, after: newest }, { signal: stop })) {
      for (const row of rows) {
        // A line is final.
        if (row.seq <= newest || printed.has(row.seq) || !isSettled(row)) continue
        printed.add(row.seq)
        print.object({ type: 'delivery', ...row })
        print.line(...rowCells(row))
      }
    }
    return exitCodes.done
  },
}
