import { Copy, FileDown } from 'lucide-react'
import type { AppClient } from '#shared/api/contract.ts'
import type { CallInput, StopSignal } from '#shared/api/contract-types.ts'
import type { ExportFormatInfo, ExportProgress, exportStreams } from '#shared/api/exports.ts'
import { fromBase64 } from '../code/read-bytes.ts'
import { copyText } from '../ui/buttons.tsx'
import { toast } from '../ui/toast.tsx'
import { errorText, useCall, useClient } from './client.tsx'
import { type Command, useCommands } from './commands.ts'
import { askExport, exportedIds } from './export-question.ts'
import { useRoute } from './route.ts'
import { useStream } from './stream-store.ts'

export type RenderOrder = CallInput<(typeof exportStreams)['exports.render']>

export interface ExportWatch {
  readonly signal?: StopSignal
  readonly onProgress?: (progress: ExportProgress) => void
}

export interface ExportPiece {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

interface Rendered {
  readonly name: string
  readonly mediaType: string
  readonly parts: Uint8Array<ArrayBuffer>[]
}

/** The pieces of an export's files, in order: a new name begins a new file. */
export async function* exportPieces(
  client: AppClient,
  order: RenderOrder,
  { signal, onProgress }: ExportWatch = {},
): AsyncGenerator<ExportPiece, void> {
  for await (const item of client.stream('exports.render', order, signal && { signal })) {
    if ('progress' in item) onProgress?.(item.progress)
    else yield { name: item.name, mediaType: item.mediaType, bytes: fromBase64(item.base64) }
  }
}

/** One file, in parts, which the browser may put on its disk. */
async function render(client: AppClient, order: RenderOrder, watch?: ExportWatch): Promise<Rendered> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let file = { name: '', mediaType: '' }
  for await (const { bytes, ...named } of exportPieces(client, order, watch)) {
    file = named
    parts.push(bytes)
  }
  return { ...file, parts }
}

/** Writes deliveries in a format and hands the file to the browser's or system's download; resolves with its name. */
export async function saveAs(client: AppClient, order: RenderOrder, watch?: ExportWatch): Promise<string> {
  const { name, mediaType, parts } = await render(client, order, watch)
  if (watch?.signal?.aborted) return name
  const url = URL.createObjectURL(new Blob(parts, { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download reads the object URL after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return name
}

/** Copies deliveries as text in a copyable format. Rejects where that is not possible. */
export async function copyAs(client: AppClient, order: RenderOrder, watch?: ExportWatch): Promise<void> {
  const { parts } = await render(client, order, watch)
  if (!(await copyText(await new Blob(parts).text())))
    throw new Error('The browser does not let this page use the clipboard.')
}

/** A format's name after other words; most are proper names. */
export const inSentence = ({ name }: Pick<ExportFormatInfo, 'name'>): string => name.replace(/^Test /, 'test ')

/** The one that is saved by a single key. */
const quickFormat = 'fixture'

/** Exports as commands; `f` saves a test fixture at once, `Shift+F` asks for everything. */
export function useExportCommands(): void {
  const client = useClient()
  const formats = useCall('exports.formats', {}).data?.formats ?? []
  const several = useStream((state) => state.checked.size > 0)
  const opened = useRoute((route) => route.deliveryId !== null)
  const tell = (work: Promise<string>) =>
    void work.then(
      (title) => toast({ tone: 'ok', title }),
      (error: unknown) => toast({ tone: 'bad', title: 'The export failed', detail: errorText(error) }),
    )
  const ask: Command = {
    id: 'export.open',
    title: several ? 'Export the selected deliveries…' : opened ? 'Export…' : 'Export what the list shows…',
    group: several || opened ? 'This delivery' : 'Stream',
    keys: ['Shift+f'],
    keywords: 'save download copy fixture test types folder zip',
    icon: <FileDown />,
    run: () => askExport(exportedIds().length > 0 ? 'chosen' : 'search'),
  }
  const standing: Command = {
    id: 'export.standing',
    title: 'Export what arrives from now on…',
    group: 'Stream',
    keywords: 'standing folder automatic write',
    icon: <FileDown />,
    run: () => askExport('arrivals'),
  }
  const save = ({ id, name }: ExportFormatInfo): Command => ({
    id: `export.${id}`,
    title: `Save as ${inSentence({ name })}`,
    group: 'This delivery',
    keywords: 'export download',
    icon: <FileDown />,
    ...(id === quickFormat ? { keys: ['f'] } : {}),
    when: () => exportedIds().length > 0,
    run: () => tell(saveAs(client, { what: { ids: exportedIds() }, format: id }).then((file) => `Saved ${file}`)),
  })
  const copy = ({ id, name }: ExportFormatInfo): Command => ({
    id: `copy.${id}`,
    title: `Copy as ${inSentence({ name })}`,
    group: 'This delivery',
    keywords: 'export',
    icon: <Copy />,
    when: () => exportedIds().length === 1,
    run: () => tell(copyAs(client, { what: { ids: exportedIds() }, format: id }).then(() => `${name} copied`)),
  })
  useCommands([ask, ...formats.map(save), ...formats.filter((format) => format.copyable).map(copy), standing])
}
