/**
 * Script for each new document: gives the bundled preload its `require('electron')` and joins its ports to the main process.
 * Unlike Electron's, the preload shares the page's world.
 */
export function preloadScript(preload: string): string {
  return `;(${runtime.toString()})(function (require, module, exports) {\n${preload}\n})`
}

interface StandInWindow extends Window {
  __standInStart(): Promise<void>
  __standInPost(channel: string, message: unknown, ports: number[]): Promise<void>
  __standInFromPage(port: number, data: unknown): Promise<void>
  __standInToPage?: (port: number, data: unknown) => void
}

/** Runs in the page: nothing from this module is in reach. */
function runtime(preload: (require: (name: string) => unknown, module: object, exports: object) => void): void {
  const page = window as unknown as StandInWindow
  if (page !== page.top || page.location.protocol === 'about:') return
  const ports = new Map<number, MessagePort>()
  let lastPort = 0

  const ipcRenderer = {
    postMessage(channel: string, message: unknown, transfer: MessagePort[] = []) {
      const ids = transfer.map((port) => {
        const id = ++lastPort
        ports.set(id, port)
        port.onmessage = (event) => void page.__standInFromPage(id, event.data)
        return id
      })
      void page.__standInPost(channel, structuredClone(message), ids)
    },
  }
  const contextBridge = {
    exposeInMainWorld(name: string, api: Record<string, unknown>) {
      if (name in page) throw new Error(`window.${name} exists already`)
      for (const [key, value] of Object.entries(api))
        if (typeof value !== 'function') throw new Error(`the stand-in bridges functions only, not ${name}.${key}`)
      Object.defineProperty(page, name, { value: Object.freeze({ ...api }), enumerable: true })
    },
  }

  page.__standInToPage = (id, data) => ports.get(id)?.postMessage(data)
  void page.__standInStart()
  const module = { exports: {} }
  preload(
    (name) => {
      if (name === 'electron') return { contextBridge, ipcRenderer }
      throw new Error(`a sandboxed preload cannot require ${name}`)
    },
    module,
    module.exports,
  )
}
