import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { app } from './app.ts'
import { grantPermissions, openPage } from './chromium.ts'
import { cancellable } from './events.ts'
import { preloadScript } from './preload-runtime.ts'
import { toLoopback } from './protocol.ts'
import { allowedPermissions } from './session.ts'
import { strict } from './strict.ts'
import { WebContents } from './web-contents.ts'

interface WindowOptions {
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
  readonly show?: boolean
  readonly webPreferences?: {
    readonly preload?: string
    readonly sandbox?: boolean
    readonly contextIsolation?: boolean
    readonly nodeIntegration?: boolean
    readonly webSecurity?: boolean
    readonly webviewTag?: boolean
  }
}

const open = new Set<BrowserWindow>()

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return [...open]
  }

  readonly webContents: WebContents
  readonly #bounds: { x: number; y: number; width: number; height: number }
  readonly #page: Promise<Page>
  readonly #self: BrowserWindow
  #visible: boolean
  #maximized = false
  #minimized = false
  /** How often the app brought it to the front; for tests. */
  focused = 0

  constructor(options: WindowOptions = {}) {
    super()
    const { x = 0, y = 0, width = 800, height = 600, show = true, webPreferences = {} } = options
    this.#bounds = { x, y, width, height }
    this.#visible = show
    refuseUnsafe(webPreferences)
    const contents = new WebContents()
    this.webContents = strict('webContents', contents)
    app.emit('web-contents-created', {}, this.webContents)
    this.#page = this.#open(contents, webPreferences.preload)
    this.#self = strict('BrowserWindow', this)
    open.add(this.#self)
    // biome-ignore lint/correctness/noConstructorReturn: what the app holds must refuse unknown names too
    return this.#self
  }

  async #open(contents: WebContents, preload: string | undefined): Promise<Page> {
    const page = await openPage()
    await contents.attach(page)
    if (preload) await page.addInitScript({ content: preloadScript(readFileSync(preload, 'utf8')) })
    await page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height })
    return page
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page
    const address = await toLoopback(url)
    const { origin } = new URL(address)
    await grantPermissions(allowedPermissions(url), origin)
    this.webContents.loading = address.replace(/#.*/, '')
    await page.goto(address)
    this.webContents.loading = ''
    this.emit('ready-to-show')
  }

  show(): void {
    this.#visible = true
  }

  focus(): void {
    this.focused++
  }

  maximize(): void {
    this.#maximized = true
  }

  minimize(): void {
    this.#minimized = true
  }

  restore(): void {
    this.#minimized = false
  }

  isVisible(): boolean {
    return this.#visible
  }

  isMaximized(): boolean {
    return this.#maximized
  }

  isMinimized(): boolean {
    return this.#minimized
  }

  setBounds(bounds: { x: number; y: number; width: number; height: number }): void {
    Object.assign(this.#bounds, bounds)
  }

  getNormalBounds() {
    return { ...this.#bounds }
  }

  close(): void {
    if (!cancellable(this, 'close')) return
    open.delete(this.#self)
    this.webContents.destroy()
    void this.#page.then((page) => page.close())
    this.emit('closed')
    if (open.size === 0) app.emit('window-all-closed')
  }
}

app.closeAllWindows = () => {
  for (const window of [...open]) window.close()
  return open.size === 0
}

/** A window that Electron would open, but that our page must never get. */
function refuseUnsafe(preferences: NonNullable<WindowOptions['webPreferences']>): void {
  const safe =
    preferences.sandbox === true &&
    preferences.contextIsolation === true &&
    preferences.nodeIntegration === false &&
    preferences.webSecurity !== false &&
    preferences.webviewTag !== true
  if (!safe) throw new Error(`unsafe webPreferences: ${JSON.stringify(preferences)}`)
}
