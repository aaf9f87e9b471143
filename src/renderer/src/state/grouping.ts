import { create } from 'zustand'

const key = 'switchhook.stream.grouped'

interface Grouping {
  /** The stream has one row for each event instead of each delivery; remembered in this browser. */
  readonly grouped: boolean
}

export const useGrouping = create<Grouping>(() => ({ grouped: globalThis.localStorage?.getItem(key) === 'on' }))

export function setGrouped(grouped: boolean): void {
  localStorage.setItem(key, grouped ? 'on' : 'off')
  useGrouping.setState({ grouped })
}
