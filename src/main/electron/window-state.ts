import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) })
export type Bounds = z.infer<typeof Bounds>

const WindowState = z.object({ bounds: Bounds, maximized: z.boolean() })
export type WindowState = z.infer<typeof WindowState>

/** So much of the window must lie on a display to be found and moved. */
const visiblePixels = 80

/** The state that was saved, if it is readable and its place is still on a display; null otherwise. */
export function restoreWindowState(file: string, displays: readonly Bounds[]): WindowState | null {
  const state = read(file)
  return state && displays.some((display) => overlaps(state.bounds, display)) ? state : null
}

export function saveWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state))
}

function read(file: string): WindowState | null {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null // None yet, or not one of ours: the window takes its usual place.
  }
}

/** Measured at the title bar, because that is what the user drags. */
function overlaps(window: Bounds, display: Bounds): boolean {
  const across = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  const titleBarOnDisplay = window.y >= display.y && window.y + visiblePixels <= display.y + display.height
  return across >= visiblePixels && titleBarOnDisplay
}
