import { readFileSync, writeFileSync } from 'node:fs'
import type { BrowserWindow, Screen } from 'electron'
import { z } from 'zod'
import type { Log } from '../engine/ports.ts'
import { deliveryUrl, type Home } from './session.ts'

export interface MainWindowOptions {
  readonly BrowserWindow: typeof BrowserWindow
  readonly screen: Screen
  readonly home: Home
  /** Bundled preload script. */
  readonly preload: string
  /** Where its size and position are stored. */
  readonly stateFile: string
  readonly log: Log
}

export interface MainWindow {
  /** Brings the window to the front; makes it where it was closed. */
  show(): void
  /** Shows the window with this delivery selected. */
  showDelivery(id: string): void
}

/** The app's only window. */
export function mainWindow(options: MainWindowOptions): MainWindow {
  let current: BrowserWindow | null = null

  const show = (url: string | null): void => {
    if (!current) {
      current = createWindow(options, url ?? options.home.url)
      current.once('closed', () => {
        current = null
      })
      return
    }
    if (current.isMinimized()) current.restore()
    current.show()
    current.focus()
    if (url) load(current, url, options.log)
  }
  return { show: () => show(null), showDelivery: (id) => show(deliveryUrl(options.home, id)) }
}

function createWindow(options: MainWindowOptions, url: string): BrowserWindow {
  const { preload, stateFile, log } = options
  const displays = options.screen.getAllDisplays().map((display) => display.workArea)
  const state = restoreWindowState(stateFile, displays)
  const window = new options.BrowserWindow({
    width: 1400,
    height: 900,
    ...state?.bounds,
    minWidth: 900,
    minHeight: 560,
    title: 'Switchhook',
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (state?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    try {
      saveWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
    } catch (error) {
      log.warn('the position of the window was not saved', { error: String(error) })
    }
  })
  load(window, url, log)
  return window
}

function load(window: BrowserWindow, url: string, log: Log): void {
  window.loadURL(url).catch((error: unknown) => log.error('the window did not load', { url, error: String(error) }))
}

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
