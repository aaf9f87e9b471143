import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import { addTerm, removeTerm } from '#shared/query/edit-query.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { updateSettings } from './live-state.ts'
import { navigate, type Route } from './route.ts'

interface StreamState {
  /** The user has stopped the live tail. */
  readonly paused: boolean
  /** Rows chosen for export or deletion, apart from the selected delivery. */
  readonly checked: ReadonlySet<string>
  /** What stands in the search box cannot be read: the rows are those of another query. */
  readonly unreadable: boolean
}

/** What the parts around the stream share. */
export const useStream = create<StreamState>(() => ({ paused: false, checked: new Set(), unreadable: false }))

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

/** The terms of a query as they are written. */
export function termsOf(query: string): string[] {
  return parseQuery(query, 0).terms.map((term) => term.source)
}

export function hasTerm(query: string, term: string): boolean {
  return termsOf(query).includes(term)
}

export function withTerm(query: string, term: string): string {
  return addTerm(query, term)
}

/** The query without these terms; each is looked for as it is written. */
export function withoutTerms(query: string, sources: readonly string[]): string {
  const found = parseQuery(query, 0).terms.filter((term) => sources.includes(term.source))
  return found.reduceRight((text, term) => removeTerm(text, term.span), query.trim())
}

interface GuideState {
  /** The user asked for the guide, though deliveries have arrived. */
  readonly open: boolean
}

export const useGuide = create<GuideState>(() => ({ open: false }))

/** Shows the first-run guide, also where deliveries have arrived already. */
export function openGuide(): void {
  useGuide.setState({ open: true })
  navigate({ page: { kind: 'stream', endpointId: null }, deliveryId: null, query: '' })
}

/** Puts the guide away for good; it can be opened again. */
export async function closeGuide(client: AppClient): Promise<void> {
  useGuide.setState({ open: false })
  await updateSettings(client, { guideDone: true })
}
