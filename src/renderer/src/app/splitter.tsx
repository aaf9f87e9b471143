import type { KeyboardEvent, PointerEvent } from 'react'
import { type PaneWidth, smallestPane } from './use-pane-width.ts'

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
