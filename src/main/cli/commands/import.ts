import { readdirSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import type { ImportPreview, ImportProgress, ImportResult, ImportTarget } from '#shared/model/import.ts'
import { usualImportEndpoint } from '#shared/model/import-words.ts'
import { plural } from '#shared/sentences/units.ts'
import { UsageError } from '../../hosting/usage-error.ts'
import type { ApiClient } from '../api-client.ts'
import { type Command, type CommandContext, checkFormat, exitCodes, textOption } from '../command.ts'
import { readBytes, unreadable } from '../inputs.ts'
import type { Printer } from '../printer.ts'
import { type FileToUpload, uploadFiles } from '../upload-files.ts'
import { endpointNamed } from './endpoints.ts'

export const importCommand: Command = {
  name: 'import',
  usage: 'FILE...',
  summary: 'read deliveries from fixtures, HAR, cURL and other files, folders and zips; "-" is standard input',
  options: {
    endpoint: { type: 'string', short: 'e' },
    format: { type: 'string' },
    'dry-run': { type: 'boolean' },
    'skip-invalid': { type: 'boolean' },
    undo: { type: 'string' },
  },
  optionHelp: {
    endpoint: `NAME  name or id of the endpoint (default: "${usualImportEndpoint}", made where there is none)`,
    format: 'NAME  what the files are (default: what each looks like; a wrong one lists all)',
    'dry-run': 'tell what would come in, and import nothing',
    'skip-invalid': 'skip files that cannot be imported; without it, one such file stops the import',
    undo: 'ID  delete what this import brought, as its last line named it',
  },
  args: [0, 10_000],
  async run(context) {
    const { args, print, stop } = context
    const undo = textOption(context, 'undo')
    if ((undo === undefined) === (args.length === 0)) throw new UsageError('Usage: switchhook import FILE...')
    const host = await context.api()
    if (undo !== undefined) {
      const { deliveries } = await host.call('imports.undo', { id: undo })
      print.object({ type: 'import-undone', id: undo, deliveries })
      print.line(
        `${plural(deliveries, 'delivery', 'deliveries')} of this import ${deliveries === 1 ? 'was' : 'were'} deleted.`,
      )
      return exitCodes.done
    }
    const order = { ...(await formatOf(context, host)), to: await targetOf(context, host) }
    const { id } = await host.call('imports.open', {})
    try {
      await uploadFiles(host, id, filesOf(args, context), stop)
      if (stop.aborted) return exitCodes.failed
      return context.options['dry-run'] === true
        ? await preview(context, host, { id, ...order })
        : await run(context, host, { id, ...order })
    } finally {
      await host.call('imports.drop', { id }).catch(() => undefined)
    }
  },
}

interface Order {
  readonly id: string
  readonly format?: string
  readonly to: ImportTarget
}

async function formatOf(context: CommandContext, host: ApiClient): Promise<{ format?: string }> {
  const format = textOption(context, 'format')
  if (format === undefined) return {}
  checkFormat((await host.call('imports.formats', {})).formats, format)
  return { format }
}

async function targetOf(context: CommandContext, host: ApiClient): Promise<ImportTarget> {
  const named = textOption(context, 'endpoint')
  const found = await endpointNamed(host, named ?? usualImportEndpoint)
  if (found !== null) return { endpointId: found.id }
  if (named !== undefined) throw new UsageError(`There is no endpoint "${named}".`)
  return { newEndpoint: usualImportEndpoint }
}

/** Files in the order of their names; a folder stands for all that is in it. */
function* filesOf(args: readonly string[], context: CommandContext): Generator<FileToUpload> {
  for (const path of args) {
    if (path === '-') yield { name: 'standard input', read: () => readBytes(path, context) }
    else if (!isFolder(path)) yield { name: basename(path), read: () => readBytes(path, context) }
    else {
      const found = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      const paths = found.map((entry) => join(entry.parentPath, entry.name)).toSorted()
      if (paths.length === 0) context.print.note(`There are no files in ${path}.`)
      for (const file of paths) {
        const name = join(basename(path), relative(path, file)).split(sep).join('/')
        yield { name, read: () => readBytes(file, context) }
      }
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** What follows the progress, which is shown meanwhile; null where the stream ends before. */
async function resultOf<T extends object>(
  { progress }: CommandContext,
  items: AsyncIterable<{ progress: ImportProgress } | T>,
): Promise<T | null> {
  try {
    for await (const item of items) {
      if (!('progress' in item)) return item
      const { done, total } = item.progress
      progress(`${Math.floor((100 * done) / Math.max(1, total))} %`)
    }
    return null
  } finally {
    progress(null)
  }
}

async function preview(context: CommandContext, host: ApiClient, order: Order): Promise<number> {
  const found = await resultOf(context, host.stream('imports.preview', order, { signal: context.stop }))
  return found === null ? exitCodes.failed : tellPreview(context.print, found.preview)
}

function tellPreview(print: Printer, found: ImportPreview): number {
  print.object({ type: 'import-preview', ...found })
  const { deliveries, duplicates, changed, untimed, problems, refused, skipped } = found
  print.line(
    `${plural(deliveries, 'delivery', 'deliveries')} would come in${duplicates === 0 ? '' : `, but for ${duplicates} that are here already`}.`,
  )
  print.table(found.providers.map(({ provider, count }) => [provider ?? 'unknown', String(count)]))
  print.table(found.verifications.map(({ state, count }) => [state, String(count)]))
  if (changed > 0)
    print.line(
      `${changed} ${changed === 1 ? 'is not byte for byte as it was' : 'are not byte for byte as they were'} sent.`,
    )
  if (untimed > 0) print.line(`Of ${untimed} the time is not known.`)
  for (const { file, line, message } of skipped)
    print.note(`${file}${line === null ? '' : `:${line}`}: skipped. ${message}`)
  for (const { file, line, message } of problems) print.note(`${file}${line === null ? '' : `:${line}`}: ${message}`)
  if (refused > problems.length) print.note(`${plural(refused, 'file')} cannot be imported.`)
  return refused > 0 || deliveries === 0 ? exitCodes.no : exitCodes.done
}

async function run(context: CommandContext, host: ApiClient, order: Order): Promise<number> {
  const { print, stop, options } = context
  const full = { ...order, skipInvalid: options['skip-invalid'] === true }
  const done = await resultOf(context, host.stream('imports.run', full, { signal: stop }))
  if (done !== null) {
    tellResult(print, done.result)
    return exitCodes.done
  }
  if (stop.aborted) print.note('The import was cancelled; nothing was imported.')
  return exitCodes.failed
}

function tellResult(print: Printer, { id, endpointName, imported, duplicates, refused, ...rest }: ImportResult): void {
  print.object({ type: 'imported', id, endpointName, imported, duplicates, refused, ...rest })
  const parts = [
    `${plural(imported, 'delivery', 'deliveries')} ${imported === 1 ? 'was' : 'were'} imported to ${endpointName}`,
    ...(duplicates > 0 ? [`${duplicates} ${duplicates === 1 ? 'was' : 'were'} here already`] : []),
    ...(refused > 0 ? [`${plural(refused, 'file')} ${refused === 1 ? 'was' : 'were'} skipped`] : []),
  ]
  print.line(`${parts.join('; ')}.`)
  if (imported > 0) print.note(`To take this back: switchhook import --undo ${id}`)
}
