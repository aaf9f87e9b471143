import { create } from 'zustand'
import type { Route } from './route.ts'

interface StreamState {
  /** The user has stopped the live tail. */
  readonly paused: boolean
  /** Rows chosen for export or deletion, apart from the selected delivery. */
  readonly checked: ReadonlySet<string>
}

/** What the parts around the stream share. */
export const useStream = create<StreamState>(() => ({ paused: false, checked: new Set() }))

export function togglePaused(): void {
  useStream.setState(({ paused }) => ({ paused: !paused }))
}

export function setChecked(ids: Iterable<string>): void {
  useStream.setState({ checked: new Set(ids) })
}

/** The engine's query for a page and the text of its search box. */
export function streamQuery({ page, query }: Pick<Route, 'page' | 'query'>): string {
  const endpointId = page.kind === 'stream' ? page.endpointId : null
  return endpointId === null ? query : `endpoint:"${endpointId}" ${query}`.trim()
}
