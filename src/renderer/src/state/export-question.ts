import { create } from 'zustand'
import { useRoute } from './route.ts'
import { streamQuery, useStream } from './stream-store.ts'

/** What an export begins with: deliveries by name, all that a search finds, or what arrives from now on. */
export type ExportScope = 'chosen' | 'search' | 'arrivals'

export interface ExportQuestion {
  readonly scope: ExportScope
  /** Those that are selected, else the open one; may be none. */
  readonly ids: readonly string[]
  /** They were selected in the list. */
  readonly selected: boolean
  readonly query: string
}

export const useExportQuestion = create<{ readonly question: ExportQuestion | null }>(() => ({ question: null }))

/** The deliveries that an export is about: those selected, else the open one. */
export function exportedIds(): string[] {
  const { checked } = useStream.getState()
  const { deliveryId } = useRoute.getState()
  return checked.size > 0 ? [...checked] : deliveryId === null ? [] : [deliveryId]
}

/** Opens the dialog, for what is selected, open and searched for at this moment. */
export function askExport(scope: ExportScope): void {
  const ids = exportedIds()
  const selected = useStream.getState().checked.size > 0
  useExportQuestion.setState({ question: { scope, ids, selected, query: streamQuery(useRoute.getState()) } })
}

export function dropExportQuestion(): void {
  useExportQuestion.setState({ question: null })
}
