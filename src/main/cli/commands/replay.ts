import { formatDuration } from '#shared/sentences/units.ts'
import { type Command, exitCodes, textOption } from '../command.ts'

export const replay: Command = {
  name: 'replay',
  usage: 'ID...',
  summary: 'send stored deliveries again; the exit code is 4 where one was not answered with 2xx',
  options: { to: { type: 'string' }, resign: { type: 'boolean' }, approve: { type: 'boolean' } },
  optionHelp: {
    to: 'URL  target (default: the one of the endpoint)',
    resign: 'with a signature of now, by the endpoint’s newest secret',
    approve: 'agree to a target that is not on this machine',
  },
  args: [1, 1000],
  async run(context) {
    const { args, options, print } = context
    const target = textOption(context, 'to')
    const host = await context.api()
    let accepted = true
    for (const id of args) {
      const answer = await host.call('replays.send', {
        id,
        approve: options.approve === true,
        sign: options.resign === true ? 'again' : 'keep',
        ...(target !== undefined && { target }),
      })
      print.object({ type: 'replay', delivery: id, ...answer })
      if (answer.result !== 'sent') {
        accepted = false
        print.note(
          answer.result === 'no-target'
            ? `${id}: its endpoint has no target; give one with --to URL.`
            : `${id}: ${answer.origin} is not on this machine; --approve agrees to send to it.`,
        )
        continue
      }
      const { status, error, timing, target: url } = answer.replay
      const isAccepted = status !== null && status >= 200 && status < 300
      accepted &&= isAccepted
      print.line(
        { text: id, style: 'dim' },
        status === null
          ? { text: 'no answer', style: 'red' }
          : { text: String(status), style: isAccepted ? 'green' : 'red' },
        `from ${url} after ${formatDuration(timing.totalMs)}`,
        error?.message ?? '',
      )
    }
    return accepted ? exitCodes.done : exitCodes.no
  },
}
