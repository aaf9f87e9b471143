import { type Command, exitCodes } from '../command.ts'

export const providers: Command = {
  name: 'providers',
  usage: '',
  summary: 'provider packs, with what is documented of their signatures and events',
  options: {},
  optionHelp: {},
  args: [0, 0],
  async run({ api, print }) {
    const { providers: found, broken } = await (await api()).call('providers.list', {})
    for (const provider of found) print.object({ type: 'provider', ...provider })
    for (const pack of broken) print.object({ type: 'broken-pack', ...pack })
    print.table(
      found.map(({ id, name, events }) => [{ text: id, style: 'bold' as const }, name, `${events.length} events`]),
    )
    for (const { file, reason } of broken) print.note(`${file}: ${reason}`)
    return exitCodes.done
  },
}
