import { create } from 'zustand'

export const deliveryTabs = ['overview', 'payload', 'schema', 'signature', 'headers', 'answer', 'replays'] as const
export type DeliveryTab = (typeof deliveryTabs)[number]

export type Page =
  | { readonly kind: 'stream'; readonly endpointId: string | null }
  | { readonly kind: 'endpoint-settings'; readonly endpointId: string }
  | { readonly kind: 'settings' }
  /** Replay runs: the list of all, or one. */
  | { readonly kind: 'runs'; readonly runId: string | null }

/** The endpoint whose deliveries a page lists; null: those of all, or none. */
export const streamEndpoint = (page: Page): string | null => (page.kind === 'stream' ? page.endpointId : null)

export interface Route {
  readonly page: Page
  /** Text of the search box. */
  readonly query: string
  /** Selected delivery. */
  readonly deliveryId: string | null
  /** Tab of the delivery pane. */
  readonly tab: DeliveryTab
}

/** `#/endpoint/ep_1?q=type%3Acall&d=01J…&tab=payload` -> route. What cannot be read is left out. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2)
  const params = new URLSearchParams(search)
  const tab = params.get('tab')
  return {
    page: parsePage(path.split('/').filter(Boolean)),
    query: params.get('q') ?? '',
    deliveryId: params.get('d') || null,
    tab: deliveryTabs.find((known) => known === tab) ?? 'overview',
  }
}

function parsePage([first, id, last]: readonly string[]): Page {
  if (first === 'settings') return { kind: 'settings' }
  if (first === 'runs') return { kind: 'runs', runId: id ? decode(id) : null }
  if (first !== 'endpoint' || !id) return { kind: 'stream', endpointId: null }
  const endpointId = decode(id)
  return last === 'settings' ? { kind: 'endpoint-settings', endpointId } : { kind: 'stream', endpointId }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function formatRoute({ page, query, deliveryId, tab }: Route): string {
  const params = new URLSearchParams()
  if (query) params.set('q', query)
  if (deliveryId) params.set('d', deliveryId)
  if (deliveryId && tab !== 'overview') params.set('tab', tab)
  const search = params.toString()
  return `#${formatPage(page)}${search ? `?${search}` : ''}`
}

function formatPage(page: Page): string {
  if (page.kind === 'settings') return '/settings'
  if (page.kind === 'runs') return page.runId === null ? '/runs' : `/runs/${encodeURIComponent(page.runId)}`
  if (page.endpointId === null) return '/'
  const path = `/endpoint/${encodeURIComponent(page.endpointId)}`
  return page.kind === 'endpoint-settings' ? `${path}/settings` : path
}

/** Where the window is: the part of the address after `#`, so that reload, back and links work. */
export const useRoute = create<Route>(() => parseRoute(typeof location === 'undefined' ? '' : location.hash))

interface NavigateOptions {
  /** No new entry in the history: for selections and typing. */
  readonly replace?: boolean
}

export function navigate(change: Partial<Route>, { replace = false }: NavigateOptions = {}): void {
  const next = { ...useRoute.getState(), ...change }
  const hash = formatRoute(next)
  useRoute.setState(next, true)
  if (hash === location.hash) return
  if (replace) history.replaceState(null, '', hash)
  else history.pushState(null, '', hash)
}

/** Keeps the route in step with the address (back, forward, typed links); returns what ends it. */
export function followAddress(): () => void {
  const read = () => useRoute.setState(parseRoute(location.hash), true)
  addEventListener('hashchange', read)
  addEventListener('popstate', read)
  return () => {
    removeEventListener('hashchange', read)
    removeEventListener('popstate', read)
  }
}

/** Link target for `<a href>`: the page without a selected delivery. */
export function hrefFor(page: Route['page'], query = ''): string {
  return formatRoute({ page, query, deliveryId: null, tab: 'overview' })
}
