import { Copy, FileDown } from 'lucide-react'
import type { ExportFormatInfo } from '#shared/api/exports.ts'
import { useClient } from '../state/client.tsx'
import { type Command, useCommands } from '../state/commands.ts'
import { errorText } from '../state/error-text.ts'
import { renderText, saveAs } from '../state/export-action.ts'
import { useRoute } from '../state/route.ts'
import { useStream } from '../state/stream-store.ts'
import { useCall } from '../state/use-call.ts'
import { copyText } from '../ui/copy-text.ts'
import { toast } from '../ui/toast.tsx'

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
