import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { UsageError } from '../../hosting/usage-error.ts'
import { type Command, exitCodes, textOption } from '../command.ts'

export const exportCommand: Command = {
  name: 'export',
  usage: 'ID...',
  summary: 'write deliveries as fixtures, cURL commands or HAR; several become a zip',
  options: { format: { type: 'string' }, out: { type: 'string', short: 'o' } },
  optionHelp: {
    format: 'NAME  default: fixture; a wrong one lists all',
    out: 'FILE  or a folder ending in "/" (default: the name that the export has, here; "-" prints it)',
  },
  args: [1, 1000],
  async run(context) {
    const { args, print, stop } = context
    const host = await context.api()
    const { formats } = await host.call('exports.formats', {})
    const format = textOption(context, 'format') ?? 'fixture'
    if (!formats.some(({ id }) => id === format))
      throw new UsageError(`There is no format "${format}"; there are ${formats.map(({ id }) => id).join(', ')}.`)
    const out = textOption(context, 'out')
    const pieces: Buffer[] = []
    let name = ''
    for await (const piece of host.stream('exports.render', { ids: [...args], format }, stop)) {
      name = piece.name
      pieces.push(Buffer.from(piece.base64, 'base64'))
    }
    if (stop.aborted) return exitCodes.failed
    if (out === '-') {
      for (const piece of pieces) await context.write(piece)
      return exitCodes.done
    }
    // What the host calls it names a file of ours, never a place.
    const file = out === undefined ? basename(name) : out.endsWith('/') ? join(out, basename(name)) : out
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, Buffer.concat(pieces))
    print.object({ type: 'exported', file, format, deliveries: args.length })
    print.line(file)
    if (extname(file) !== extname(name)) print.note(`What is in it is a ${extname(name)} file.`)
    return exitCodes.done
  },
}
