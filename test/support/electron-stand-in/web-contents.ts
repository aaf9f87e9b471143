import { EventEmitter } from 'node:events'
import type { Page, Request as PageRequest, Route } from 'playwright-core'
import { cancellable } from './events.ts'
import { ipcMain } from './ipc-main.ts'
import { PortMain } from './port-main.ts'
import { toApp } from './protocol.ts'
import { strict } from './strict.ts'

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'deny' | 'allow' }

let lastId = 0

export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly #ports = new Map<number, PortMain>()
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  #page: Page | undefined
  /** The address that the app itself is loading: no `will-navigate` for it. */
  loading = ''

  readonly mainFrame: { readonly url: string; readonly parent: null }

  constructor() {
    super()
    const page = () => this.#page
    this.mainFrame = strict('webFrameMain', {
      parent: null,
      get url() {
        return toApp(page()?.url() ?? '')
      },
    })
  }

  getURL(): string {
    return this.mainFrame.url
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  /** Joins the page: its ports, its navigation, the windows that it opens. */
  async attach(page: Page): Promise<void> {
    this.#page = page
    await page.exposeFunction('__standInStart', () => this.#disconnectPorts())
    await page.exposeFunction('__standInFromPage', (id: number, data: unknown) => this.#ports.get(id)?.receive(data))
    await page.exposeFunction('__standInPost', (channel: string, message: unknown, ids: readonly number[]) => {
      const ports = ids.map((id) => this.#port(page, id))
      ipcMain.emit(channel, { sender: this, senderFrame: this.mainFrame, ports }, message)
    })
    // Not at once: closed before its first request it would ask for nothing, and nobody would hear of it.
    page.on('popup', (opened) => {
      opened.once('requestfailed', () => void opened.close())
      setTimeout(() => void opened.close().catch(() => undefined), 3000).unref()
    })
    await page.context().route('**/*', (route) => this.#navigate(page, route))
  }

  destroy(): void {
    this.#disconnectPorts()
    this.emit('destroyed')
  }

  #navigate(page: Page, route: Route): Promise<void> {
    const request = route.request()
    const url = request.url()
    if (pageOf(request) !== page) return this.#openWindow(url, route)
    const byPage = request.isNavigationRequest() && request.frame() === page.mainFrame() && url !== this.loading
    if (byPage && !cancellable(this, 'will-navigate', { url: toApp(url) })) return route.abort('aborted')
    return route.continue()
  }

  #openWindow(url: string, route: Route): Promise<void> {
    const { action } = this.#openHandler({ url })
    if (action !== 'deny') throw new Error('the stand-in opens no second window')
    return route.abort('aborted')
  }

  #port(page: Page, id: number): PortMain {
    const port = new PortMain((data) => {
      page
        .evaluate(({ id, data }) => (globalThis as unknown as PageSide).__standInToPage(id, data), { id, data })
        .catch(() => port.disconnect()) // The document that had the other end is gone.
    })
    this.#ports.set(id, port)
    return port
  }

  #disconnectPorts(): void {
    for (const port of this.#ports.values()) port.disconnect()
    this.#ports.clear()
  }
}

/** Playwright tells no frame for the first request of a page that is being opened. */
function pageOf(request: PageRequest): Page | null {
  try {
    return request.frame().page()
  } catch {
    return null
  }
}

interface PageSide {
  __standInToPage(id: number, data: unknown): void
}
