import { create } from 'zustand'

/** What the user wants to import; the files may still have to be read from folders. */
export interface ImportQuestion {
  readonly files: readonly File[]
  /** Dropped on the window: files, and folders to be gone through. */
  readonly entries: readonly FileSystemEntry[]
}

/** The import dialog is open while there is a question. */
export const useImportQuestion = create<{ readonly question: ImportQuestion | null }>(() => ({ question: null }))

/** Opens the import dialog; `what` is in it already. */
export function askImport(what: Partial<ImportQuestion> = {}): void {
  useImportQuestion.setState({ question: { files: [], entries: [], ...what } })
}

export function closeImport(): void {
  useImportQuestion.setState({ question: null })
}
