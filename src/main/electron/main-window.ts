import { BrowserWindow, screen } from 'electron'
import type { Log } from '../engine/ports.ts'
import { deliveryUrl, type Home } from './home.ts'
import { restoreWindowState, saveWindowState } from './window-state.ts'

export interface MainWindowOptions {
  readonly home: Home
  /** Bundled preload script. */
  readonly preload: string
  /** Where size and place are kept. */
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

function createWindow({ preload, stateFile, log }: MainWindowOptions, url: string): BrowserWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea)
  const state = restoreWindowState(stateFile, displays)
  const window = new BrowserWindow({
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
      log.warn('the place of the window was not saved', { error: String(error) })
    }
  })
  load(window, url, log)
  return window
}

function load(window: BrowserWindow, url: string, log: Log): void {
  window.loadURL(url).catch((error: unknown) => log.error('the window did not load', { url, error: String(error) }))
}
