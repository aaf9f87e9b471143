import { useState } from 'react'
import type { DeliveryTab } from '../state/route.ts'

export const smallestStream = 420
export const smallestPane = 360
const widest = 1600
const wideTabs: readonly DeliveryTab[] = ['payload', 'schema', 'signature', 'replays']
const initial = { narrow: 456, wide: 752 }
type Group = keyof typeof initial

export interface PaneWidth {
  /** The tab shows code or two columns and wants more room. */
  readonly wide: boolean
  readonly pixels: number
  readonly set: (pixels: number) => void
  readonly reset: () => void
}

/** Width of the delivery pane, remembered for each group of tabs in this browser. */
export function usePaneWidth(tab: DeliveryTab): PaneWidth {
  const group: Group = wideTabs.includes(tab) ? 'wide' : 'narrow'
  const [widths, setWidths] = useState(() => ({ narrow: read('narrow'), wide: read('wide') }))
  const set = (pixels: number) => {
    const value = Math.round(Math.min(widest, Math.max(smallestPane, pixels)))
    setWidths((now) => ({ ...now, [group]: value }))
    localStorage.setItem(keyOf(group), String(value))
  }
  return { wide: group === 'wide', pixels: widths[group], set, reset: () => set(initial[group]) }
}

const keyOf = (group: Group) => `switchhook.pane.${group}`

function read(group: Group): number {
  const stored = Number(localStorage.getItem(keyOf(group)))
  return stored >= smallestPane && stored <= widest ? stored : initial[group]
}
