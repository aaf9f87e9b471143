import { z } from 'zod'
import type { AppClient, AppContract } from '#shared/api/contract.ts'
import type { CallInput } from '#shared/api/contract-types.ts'
import { defaultSeed } from '#shared/model/safe-words.ts'
import { formatBytes, plural } from '#shared/sentences/units.ts'
import { defineTool, readOnly } from '../tool.ts'
import { shown } from '../untrusted.ts'

/** Of a larger export nothing is given. */
const maxBytes = 4_000_000

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
    command: z.string().describe('writes the export with every byte, each file by itself'),
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
    const command = `switchhook export ${id} --format ${format}${safe ? ' --safe' : ''} -o ./`
    const order = { what: { ids: [id] }, format, separate: true, ...(safe && { safe: { seed: defaultSeed } }) }
    const rendered = await render(client, order, signal)
    const write = `To write all of it, byte for byte: ${command}`
    if (rendered === null)
      return {
        text: `More than ${formatBytes(maxBytes)}, too much to be given here. ${write}`,
        structured: { command, size_bytes: null, untrusted: { files: [] } },
      }
    const files = fitting(rendered, maxChars)
    const bytes = rendered.reduce((sum, file) => sum + file.bytes.length, 0)
    const given = files.filter(({ text }) => text !== null)
    const left = given.length === files.length ? '' : ' Not all of it can be given here.'
    return {
      text: `${plural(files.length, 'file')}, ${formatBytes(bytes)}.${left} ${write}`,
      ...(given.length > 0 && { outside: given.map(({ name, text }) => `--- ${name}\n${text}`).join('\n') }),
      structured: { command, size_bytes: bytes, untrusted: { files } },
    }
  },
})

type Order = CallInput<AppContract['streams']['exports.render']>

interface Rendered {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The files of an export; null where they are too large together. */
async function render(client: AppClient, order: Order, signal: AbortSignal): Promise<readonly Rendered[] | null> {
  const pieces = new Map<string, Buffer[]>()
  let size = 0
  for await (const piece of client.stream('exports.render', order, { signal })) {
    if ('progress' in piece) continue
    const bytes = Buffer.from(piece.base64, 'base64')
    size += bytes.length
    if (size > maxBytes) return null
    const file = pieces.get(piece.name)
    if (file === undefined) pieces.set(piece.name, [bytes])
    else file.push(bytes)
  }
  return [...pieces].map(([name, parts]) => ({ name, bytes: Buffer.concat(parts) }))
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
