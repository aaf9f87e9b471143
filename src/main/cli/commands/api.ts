import { UsageError } from '../../hosting/usage-error.ts'
import { visibleJson } from '../../hosting/visible.ts'
import { type Command, exitCodes } from '../command.ts'

/** For what has no command of its own. */
export const api: Command = {
  name: 'api',
  usage: 'NAME [JSON]',
  summary: 'any call or stream of the API, by its name; prints what comes back',
  options: {},
  optionHelp: {},
  args: [1, 2],
  async run({ args, print, api: connect, write, stop }) {
    const [name = '', text = '{}'] = args
    let input: unknown
    try {
      input = JSON.parse(text)
    } catch (error) {
      throw new UsageError(`The input is not JSON: ${(error as Error).message}.`)
    }
    const host = await connect()
    const out = (value: unknown) => {
      // JSON leaves some controls as they are, and a terminal acts on them.
      const lines = JSON.stringify(value, null, print.json ? undefined : 2).split('\n')
      return write(Buffer.from(`${lines.map(visibleJson).join('\n')}\n`))
    }
    if (await host.isStream(name)) {
      for await (const item of host.stream(name as never, input as never, { signal: stop })) await out(item)
    } else await out(await host.call(name as never, input as never))
    return exitCodes.done
  },
}
