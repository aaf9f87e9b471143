import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import type { DeliveryTab } from '../state/route.ts'

const step = 16

/** The line between stream and delivery: drag it, or move it with the arrow keys; a double click sets it back. */
export function Splitter({ width }: { width: PaneWidth }) {
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault()
    const line = event.currentTarget
    const from = line.parentElement?.offsetWidth ?? width.pixels
    const start = event.clientX
    line.setPointerCapture(event.pointerId)
    const onMove = (move: globalThis.PointerEvent) => width.set(from + start - move.clientX)
    line.addEventListener('pointermove', onMove)
    line.addEventListener('lostpointercapture', () => line.removeEventListener('pointermove', onMove), { once: true })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') width.set(width.pixels + step)
    else if (event.key === 'ArrowRight') width.set(width.pixels - step)
    else if (event.key === 'Home') width.reset()
    else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is a separator with a value.
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the delivery"
      aria-valuenow={width.pixels}
      aria-valuemin={smallestPane}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDoubleClick={width.reset}
      className="absolute inset-y-0 -left-1 z-10 w-[7px] cursor-col-resize touch-none inset-focus"
    />
  )
}

export const smallestStream = 420
const smallestPane = 360
const widest = 1600
/** Two columns want the most room: without them, values on the schema's lines would be cut. */
const initial = { narrow: 456, wide: 752, columns: 848 }
type Group = keyof typeof initial
const groups: Partial<Record<DeliveryTab, Group>> = {
  payload: 'wide',
  signature: 'wide',
  replays: 'wide',
  schema: 'columns',
}

interface PaneWidth {
  /** The tab shows code or two columns and wants more room. */
  readonly wide: boolean
  readonly pixels: number
  readonly set: (pixels: number) => void
  readonly reset: () => void
}

/** Width of the delivery pane, remembered for each group of tabs in this browser. */
export function usePaneWidth(tab: DeliveryTab): PaneWidth {
  const group = groups[tab] ?? 'narrow'
  const [widths, setWidths] = useState(() => ({ narrow: read('narrow'), wide: read('wide'), columns: read('columns') }))
  const set = (pixels: number) => {
    const value = Math.round(Math.min(widest, Math.max(smallestPane, pixels)))
    setWidths((now) => ({ ...now, [group]: value }))
    localStorage.setItem(keyOf(group), String(value))
  }
  return { wide: group !== 'narrow', pixels: widths[group], set, reset: () => set(initial[group]) }
}

const keyOf = (group: Group) => `switchhook.pane.${group}`

function read(group: Group): number {
  const stored = Number(localStorage.getItem(keyOf(group)))
  return stored >= smallestPane && stored <= widest ? stored : initial[group]
}
