import { basename, extname, join } from 'node:path'
import type { ExportOrder, ExportSubject } from '#shared/api/exports.ts'
import { defaultSeed } from '#shared/model/safe-words.ts'
import { UsageError } from '../../hosting/usage-error.ts'
import type { ApiClient } from '../api-client.ts'
import { type Command, type CommandContext, checkFormat, exitCodes, textOption } from '../command.ts'
import { createOutputFile, type OutputFile } from '../output-file.ts'

export const exportCommand: Command = {
  name: 'export',
  usage: '[ID...]',
  summary: 'write deliveries as fixtures, requests, tests or types',
  options: {
    query: { type: 'string' },
    'attempts-of': { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string', short: 'o' },
    'assert-answer': { type: 'boolean' },
    safe: { type: 'boolean' },
    seed: { type: 'string' },
  },
  optionHelp: {
    query: 'QUERY  all that it finds, oldest first, in place of ids',
    'attempts-of': 'ID  the attempts of the event that this delivery belongs to, in place of ids',
    format: 'NAME  default: fixture; a wrong one lists all',
    out: 'FILE  or a folder ending in "/", which gets each file by itself (default: one file here, several as a zip; "-" prints it)',
    'assert-answer': 'tests expect the answer that was given when it was captured',
    safe: 'replace personal data, and sign again with a made-up secret',
    seed: `TEXT  for --safe: the same text gives the same replacements (default: ${defaultSeed})`,
  },
  args: [0, 10_000],
  async run(context) {
    const order = { ...orderOf(context), what: subjectOf(context) }
    const host = await context.api()
    checkFormat((await host.call('exports.formats', {})).formats, order.format)
    const out = textOption(context, 'out')
    const intoFolder = out?.endsWith('/') === true
    const exported = await (intoFolder ? writeFolder : writeOne)(context, host, order, out)
    if (exported === null) return exitCodes.failed
    const { print } = context
    if (out === '-') return exitCodes.done
    const { files, deliveries } = exported
    for (const file of files) print.object({ type: 'exported', file, format: order.format, deliveries })
    if (intoFolder && files.length !== 1) print.line(`${files.length} files in ${out}`)
    else for (const file of files) print.line(file)
    return exitCodes.done
  },
}

/** Ids, or a query, or an event. Throws UsageError unless it is one of them. */
function subjectOf(context: CommandContext): ExportSubject {
  const ids = [...context.args]
  const query = textOption(context, 'query')
  const attemptsOf = textOption(context, 'attempts-of')
  const given: ExportSubject[] = []
  if (ids.length > 0) given.push({ ids })
  if (query !== undefined) given.push({ query })
  if (attemptsOf !== undefined) given.push({ attemptsOf })
  const [what] = given
  if (what === undefined || given.length > 1)
    throw new UsageError('Give ids, or --query, or --attempts-of: one of them.')
  return what
}

function orderOf(context: CommandContext): Omit<ExportOrder, 'what'> {
  const { options } = context
  const seed = textOption(context, 'seed')
  if (seed !== undefined && options.safe !== true) throw new UsageError('--seed needs --safe.')
  return {
    format: textOption(context, 'format') ?? 'fixture',
    ...(options['assert-answer'] === true && { options: { assertAnswer: true } }),
    ...(options.safe === true && { safe: { seed: seed ?? defaultSeed } }),
  }
}

type Write = (
  context: CommandContext,
  host: ApiClient,
  order: ExportOrder,
  out: string | undefined,
) => Promise<Exported | null>

interface Exported {
  readonly files: readonly string[]
  /** In all of them together. */
  readonly deliveries: number
}

/** What the host calls a file names one of ours, never a place. Null where it was stopped; then nothing is left. */
const writeFolder: Write = async (context, host, order, out = '') => {
  const files: string[] = []
  const deliveries = await receive(context, host, { ...order, separate: true }, (name) => {
    files.push(join(out, basename(name)))
    return createOutputFile(files.at(-1)!)
  })
  return deliveries === null ? null : { files, deliveries }
}

const writeOne: Write = async (context, host, order, out) => {
  let file = ''
  const print = { write: context.write, finish: async () => undefined, abort: () => undefined }
  const deliveries = await receive(context, host, order, (name) => {
    file = out ?? basename(name)
    if (out !== undefined && out !== '-' && extname(out) !== extname(name))
      context.print.note(`What is in it is a ${extname(name)} file.`)
    return out === '-' ? print : createOutputFile(file)
  })
  return deliveries === null ? null : { files: [file], deliveries }
}

/** Hands what the host renders to the file of its name. Resolves with the number of deliveries, null where it was stopped. */
async function receive(
  context: CommandContext,
  host: ApiClient,
  order: ExportOrder & { readonly separate?: boolean },
  open: (name: string) => OutputFile,
): Promise<number | null> {
  const { stop, progress } = context
  let deliveries = 0
  let current = null as { readonly name: string; readonly file: OutputFile } | null
  try {
    for await (const item of host.stream('exports.render', order, { signal: stop })) {
      if ('progress' in item) {
        const { done, total } = item.progress
        deliveries = total
        if (total > 1) progress(done === 0 ? `${total} deliveries found` : `${done} of ${total} deliveries`)
        continue
      }
      if (current?.name !== item.name) {
        await current?.file.finish()
        current = { name: item.name, file: open(item.name) }
      }
      await current.file.write(Buffer.from(item.base64, 'base64'))
    }
    if (stop.aborted) return null
    await current?.file.finish()
    current = null
    return deliveries
  } finally {
    progress(null)
    current?.file.abort()
  }
}
