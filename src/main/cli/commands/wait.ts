import { awaitDeliveries } from '../../api/client-reads.ts'
import type { ApiClient } from '../api-client.ts'
import { type Command, exitCodes, numberOption, textOption } from '../command.ts'
import { rowCells } from '../row-cells.ts'

export const wait: Command = {
  name: 'wait',
  usage: '',
  summary: 'wait until a delivery fits; the exit code is 4 where none came in time',
  options: {
    match: { type: 'string' },
    timeout: { type: 'string' },
    count: { type: 'string' },
    since: { type: 'string' },
  },
  optionHelp: {
    match: 'QUERY  what it has to fit (default: anything)',
    timeout: 'S  seconds to wait (default: 30)',
    count: 'N  so many of them (default: 1)',
    since:
      'ID  also those after this delivery that are there already; start: all (default: only what comes from now on)',
  },
  args: [0, 0],
  async run(context) {
    const { print, stop } = context
    const query = textOption(context, 'match') ?? ''
    const seconds = numberOption(context, 'timeout', 30, 86_400)
    const wanted = numberOption(context, 'count', 1)
    const host = await context.api()
    const since = textOption(context, 'since')
    const after = await seqOf(host, since, query)
    const end = AbortSignal.any([stop, AbortSignal.timeout(seconds * 1000)])
    const found = await awaitDeliveries(host, {
      ...{ query, after, count: wanted, signal: end },
      onFound(row) {
        print.object({ type: 'delivery', ...row })
        print.line(...rowCells(row))
      },
    })
    if (found.length >= wanted) return exitCodes.done
    if (!stop.aborted) print.note(`${found.length} of ${wanted} came within ${seconds} s.`)
    return exitCodes.no
  },
}

/** Number of the delivery after which it looks. */
async function seqOf(host: ApiClient, since: string | undefined, query: string): Promise<number> {
  if (since === undefined) return (await host.call('deliveries.count', { query })).newest
  return since === 'start' ? 0 : (await host.call('deliveries.get', { id: since })).seq
}
