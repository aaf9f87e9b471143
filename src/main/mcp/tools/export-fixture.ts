import { unzipSync } from 'fflate'
import { z } from 'zod'
import type { AppClient, AppContract } from '#shared/api/contract.ts'
import type { CallInput } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import { formatBytes, plural } from '#shared/sentences/units.ts'
import { defineTool, readOnly } from '../tool.ts'
import { shown } from '../untrusted.ts'

/** A larger export is not even taken apart: nothing of it could be given. */
const maxBytes = 4 * 1024 * 1024
/** The command line's. */
const seed = 'switchhook'

export const exportFixture = defineTool({
  name: 'export_fixture',
  title: 'Export a delivery as a fixture',
  description:
    'A delivery as files for tests: `fixture` (JSON with exact headers and body, and the body beside it), or another format such as `curl` or `har`. Credentials and Switchhook’s tokens are masked; `safe` replaces personal data too, so use it for files that go into a repository. Files that are too long for you are not given; `command` writes them.',
  annotations: readOnly,
  input: z.strictObject({
    id: z.string(),
    format: z.string().default('fixture').describe('a wrong one lists all'),
    safe: z
      .boolean()
      .default(false)
      .describe('for a repository: personal data is replaced, and it is signed again with a made-up secret'),
    max_chars: z.number().int().min(200).max(100_000).default(20_000).describe('of all files together'),
  }),
  output: z.object({
    command: z.string().describe('writes the export with every byte; several files as a zip'),
    size_bytes: z.number().nullable().describe('null: more than 4 MB'),
    untrusted: z.object({
      files: z.array(
        z.object({
          name: z.string(),
          size_bytes: z.number(),
          text: z.string().nullable().describe('null where it is too long or no text'),
        }),
      ),
    }),
  }),
  async run({ id, format, safe, max_chars: maxChars }, { client, signal }) {
    const { formats } = await client.call('exports.formats', {})
    if (!formats.some((one) => one.id === format)) {
      const all = formats.map((one) => `${one.id} (${one.name})`).join(', ')
      throw new AppError('not-found', `There is no format “${format}”. There are ${all}.`)
    }
    const command = `switchhook export ${id} --format ${format}${safe ? ' --safe' : ''} -o ./`
    const rendered = await render(client, { what: { ids: [id] }, format, ...(safe && { safe: { seed } }) }, signal)
    const files = rendered === null ? [] : fitting(filesOf(rendered), maxChars)
    const given = files.filter(({ text }) => text !== null)
    const left = given.length === files.length && rendered !== null ? '' : ' Not all of it can be given here.'
    const size = rendered === null ? `more than ${formatBytes(maxBytes)}` : formatBytes(rendered.bytes.length)
    return {
      text: `${plural(files.length, 'file')}, ${size}.${left} To write all of it, byte for byte: ${command}`,
      ...(given.length > 0 && { outside: given.map(({ name, text }) => `--- ${name}\n${text}`).join('\n') }),
      structured: { command, size_bytes: rendered?.bytes.length ?? null, untrusted: { files } },
    }
  },
})

type Order = CallInput<AppContract['streams']['exports.render']>

interface Rendered {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Null where it is too large. */
async function render(client: AppClient, order: Order, signal: AbortSignal): Promise<Rendered | null> {
  const pieces: Buffer[] = []
  let name = ''
  let size = 0
  for await (const piece of client.stream('exports.render', order, { signal })) {
    if ('progress' in piece) continue
    name = piece.name
    const bytes = Buffer.from(piece.base64, 'base64')
    size += bytes.length
    if (size > maxBytes) return null
    pieces.push(bytes)
  }
  return { name, bytes: Buffer.concat(pieces) }
}

/** Files of a zip, without those that are larger than what is looked at; any other export is one file. */
function filesOf({ name, bytes }: Rendered): readonly Rendered[] {
  if (!name.endsWith('.zip')) return [{ name, bytes }]
  const files = unzipSync(bytes, { filter: ({ originalSize }) => originalSize <= maxBytes })
  return Object.entries(files).map(([path, content]) => ({ name: path, bytes: content }))
}

/** Texts as far as there is room, the first files first. */
function fitting(files: readonly Rendered[], maxChars: number) {
  let room = maxChars
  return files.map(({ name, bytes }) => {
    const text = textOf(bytes, room)
    room -= text?.length ?? 0
    return { name: shown(name, 300), size_bytes: bytes.length, text }
  })
}

/** Null where it is longer than that, or no text. */
function textOf(bytes: Uint8Array, maxChars: number): string | null {
  try {
    const text = bytes.length > maxChars * 4 ? null : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text === null || text.length > maxChars || text.includes('\0') ? null : shown(text)
  } catch {
    return null
  }
}
