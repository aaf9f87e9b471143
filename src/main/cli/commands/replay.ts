import { isAccepted } from '#shared/attempts/attempt-rules.ts'
import { formatDuration } from '#shared/sentences/units.ts'
import type { ApiClient } from '../api-client.ts'
import { type Command, type CommandContext, exitCodes, targetOption } from '../command.ts'

export const replay: Command = {
  name: 'replay',
  usage: 'ID... | QUERY',
  summary: 'send stored deliveries again; the exit code is 4 where one was not answered with 2xx',
  options: {
    to: { type: 'string' },
    resign: { type: 'boolean' },
    approve: { type: 'boolean' },
    all: { type: 'boolean' },
  },
  optionHelp: {
    to: 'URL  target (default: the one of the endpoint)',
    resign: 'with a signature of now, by the endpoint’s newest secret',
    approve: 'agree to a target that is not on this machine',
    all: 'all that a query finds, oldest first, without a question',
  },
  args: [1, Number.POSITIVE_INFINITY],
  async run(context) {
    const { args } = context
    targetOption(context)
    const host = await context.api()
    if (args.every(isId)) return replayAll(host, args, context)
    const { replayQuery } = await import('../replay-query.ts')
    return replayQuery(host, args.join(' '), context)
  },
}

const isId = (text: string): boolean => /^dlv_[a-z0-9]+_[a-z0-9]+$/.test(text)

async function replayAll(host: ApiClient, ids: readonly string[], context: CommandContext): Promise<number> {
  const { progress, stop } = context
  let accepted = 0
  for (const [at, id] of ids.entries()) {
    if (stop.aborted) break
    if (ids.length > 1) progress(`${at + 1} of ${ids.length}`)
    if (await sendAgain(host, id, context)) accepted += 1
  }
  return accepted === ids.length ? exitCodes.done : exitCodes.no
}

/** Was it answered with 2xx? */
async function sendAgain(host: ApiClient, id: string, context: CommandContext): Promise<boolean> {
  const { options, print } = context
  const target = targetOption(context)
  const answer = await host.call('replays.send', {
    id,
    approve: options.approve === true,
    sign: options.resign === true ? 'again' : 'keep',
    ...(target !== undefined && { target }),
  })
  context.progress(null)
  print.object({ type: 'replay', delivery: id, ...answer })
  if (answer.result !== 'sent') {
    print.note(
      answer.result === 'no-target'
        ? `${id}: its endpoint has no target; give one with --to URL.`
        : `${id}: ${answer.origin} is not on this machine; --approve agrees to send to it.`,
    )
    return false
  }
  const { status, error, timing, target: url } = answer.replay
  const accepted = isAccepted({ status })
  print.line(
    { text: id, style: 'dim' },
    status === null ? { text: 'no answer', style: 'red' } : { text: String(status), style: accepted ? 'green' : 'red' },
    `from ${url} after ${formatDuration(timing.totalMs)}`,
    error?.message ?? '',
  )
  return accepted
}
