import { create } from 'zustand'
import { formatRoute, parseRoute, type Route } from './route-text.ts'

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

export { type DeliveryTab, deliveryTabs, formatRoute, type Page, type Route } from './route-text.ts'
