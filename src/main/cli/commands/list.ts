import type { DeliveryRow } from '#shared/model/delivery.ts'
import { type Command, exitCodes, numberOption } from '../command.ts'
import { rowCells } from '../row-cells.ts'

const pageSize = 500

export const list: Command = {
  name: 'list',
  usage: '[QUERY]',
  summary: 'deliveries, newest first; QUERY is what the search box takes',
  options: { limit: { type: 'string', short: 'n' } },
  optionHelp: { limit: 'N  at most so many (default: 20)' },
  args: [0, Number.POSITIVE_INFINITY],
  async run(context) {
    const { print } = context
    const query = context.args.join(' ')
    const most = numberOption(context, 'limit', 20)
    const api = await context.api()
    const rows: DeliveryRow[] = []
    while (rows.length < most) {
      const limit = Math.min(pageSize, most - rows.length)
      const before = rows.at(-1)?.seq
      const page = await api.call('deliveries.page', { query, limit, ...(before !== undefined && { before }) })
      rows.push(...page.rows)
      for (const row of page.rows) print.object({ type: 'delivery', ...row })
      if (page.rows.length < limit) break
    }
    print.table(rows.map(rowCells))
    if (rows.length === 0) print.note(query === '' ? 'There are no deliveries yet.' : 'No delivery fits this query.')
    return exitCodes.done
  },
}
