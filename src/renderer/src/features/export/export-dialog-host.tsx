import { loadLater } from '../../parts/load-later.tsx'
import { useExportQuestion } from '../../state/export-question.ts'

const ExportDialog = loadLater(async () => (await import('./export-dialog.tsx')).ExportDialog, {
  noPlaceholder: true,
})

/** The dialog of an export, while one is asked for. Once in the window. */
export function ExportDialogHost() {
  const question = useExportQuestion((state) => state.question)
  return question === null ? null : <ExportDialog question={question} />
}
