import { FileUp } from 'lucide-react'
import { useEffect, useState } from 'react'
import { loadLater } from '../../parts/load-later.tsx'
import { useCommands } from '../../state/commands.ts'
import { askImport, useImportQuestion } from '../../state/import-question.ts'

const ImportDialog = loadLater(async () => (await import('./import-dialog.tsx')).ImportDialog, {
  noPlaceholder: true,
})

/** Imports as a command, and of what is dropped on the window. Once in the window. */
export function Import() {
  const question = useImportQuestion((state) => state.question)
  const over = useDropped()
  useCommands([
    {
      id: 'stream.import',
      title: 'Import…',
      note: 'fixtures, HAR, cURL, .http, Postman and others',
      group: 'Stream',
      keys: ['i'],
      keywords: 'open load file paste curl har postman ngrok hookdeck webhook.site',
      icon: <FileUp />,
      run: () => askImport(),
    },
  ])
  return (
    <>
      {question === null ? null : <ImportDialog question={question} />}
      {over && question === null ? (
        <div className="pointer-events-none fixed inset-2 z-40 grid place-items-center rounded-8 border-2 border-dashed border-accent bg-scrim">
          <p className="rounded-8 bg-raised px-4 py-2 text-15 font-medium shadow-float">Drop to import</p>
        </div>
      ) : null}
    </>
  )
}

/** Are files held over the window? Dropped there, they are asked about. */
function useDropped(): boolean {
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Each element on the way is entered before the one before it is left.
    let depth = 0
    const withFiles = (listener: (event: DragEvent) => void) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      listener(event)
    }
    const show = (by: number) => {
      depth = Math.max(0, depth + by)
      setOver(depth > 0)
    }
    const listeners = {
      dragenter: withFiles(() => show(1)),
      dragleave: withFiles(() => show(-1)),
      dragover: withFiles(() => undefined),
      drop: withFiles((event) => {
        show(-depth)
        const items = [...(event.dataTransfer?.items ?? [])]
        const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? [])
        // Some programs hand over files that are in no folder.
        const files = entries.length > 0 ? [] : items.flatMap((item) => item.getAsFile() ?? [])
        if (useImportQuestion.getState().question === null && entries.length + files.length > 0)
          askImport({ entries, files })
      }),
    } as const
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name as 'drop', listener)
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name as 'drop', listener)
    }
  }, [])
  return over
}
