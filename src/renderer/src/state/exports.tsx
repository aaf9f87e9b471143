import { Copy, FileDown } from 'lucide-react'
import type { AppClient } from '#shared/api/contract.ts'
import type { ExportFormatInfo } from '#shared/api/exports.ts'
import { copyText } from '../ui/buttons.tsx'
import { toast } from '../ui/toast.tsx'
import { errorText, useCall, useClient } from './client.tsx'
import { type Command, useCommands } from './commands.ts'
import { useRoute } from './route.ts'
import { useStream } from './stream-store.ts'

interface Rendered {
  readonly name: string
  readonly mediaType: string
  readonly parts: Uint8Array<ArrayBuffer>[]
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

/** The file comes in pieces, which the browser may put on its disk. */
async function render(client: AppClient, ids: readonly string[], format: string): Promise<Rendered> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let file = { name: '', mediaType: '' }
  for await (const { base64, ...named } of client.stream('exports.render', { ids: [...ids], format })) {
    file = named
    parts.push(bytesOf(base64))
  }
  return { ...file, parts }
}

/** Writes deliveries in a format and hands the file to the browser's or system's download. */
export async function saveAs(client: AppClient, ids: readonly string[], format: string): Promise<Rendered> {
  const file = await render(client, ids, format)
  const url = URL.createObjectURL(new Blob(file.parts, { type: file.mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = file.name
  link.click()
  // The download reads the object URL after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  return file
}

/** One delivery as text in a copyable format. */
export async function renderText(client: AppClient, id: string, format: string): Promise<string> {
  const { parts } = await render(client, [id], format)
  return new Blob(parts).text()
}

/** The deliveries that an export is about: those chosen, else the selected one. */
function subject(): string[] {
  const { checked } = useStream.getState()
  const { deliveryId } = useRoute.getState()
  return checked.size > 0 ? [...checked] : deliveryId === null ? [] : [deliveryId]
}

/** Exports as commands; `f` saves a test fixture. */
export function useExportCommands(): void {
  const client = useClient()
  const formats = useCall('exports.formats', {}).data?.formats ?? []
  const tell = (work: Promise<string>) =>
    void work.then(
      (title) => toast({ tone: 'ok', title }),
      (error: unknown) => toast({ tone: 'bad', title: 'The export failed', detail: errorText(error) }),
    )
  const save = ({ id, name }: ExportFormatInfo): Command => ({
    id: `export.${id}`,
    title: `Save as ${name}`,
    group: 'This delivery',
    keywords: 'export download',
    icon: <FileDown />,
    ...(id === 'fixture' ? { keys: ['f'] } : {}),
    when: () => subject().length > 0,
    run: () => tell(saveAs(client, subject(), id).then((file) => `Saved ${file.name}`)),
  })
  const copy = async (id: string, format: string, name: string) => {
    if (!(await copyText(await renderText(client, id, format)))) {
      throw new Error('The browser does not let this page use the clipboard.')
    }
    return `${name} copied`
  }
  const copyAs = ({ id, name }: ExportFormatInfo): Command => ({
    id: `copy.${id}`,
    title: `Copy as ${name}`,
    group: 'This delivery',
    keywords: 'export',
    icon: <Copy />,
    when: () => subject().length === 1,
    run: () => tell(copy(subject()[0] ?? '', id, name)),
  })
  useCommands([...formats.map(save), ...formats.filter((format) => format.copyable).map(copyAs)])
}
