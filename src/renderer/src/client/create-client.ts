import type { Bridge, Channel } from '#shared/api/channel.ts'
import type { AppContract } from '#shared/api/contract.ts'
import { type AppConnection, reconnectingClient } from './reconnecting-client.ts'

/** The page's connection to the engine: the bridge of the desktop where there is one, else a WebSocket to this page's host. */
export function createClient(): AppConnection<AppContract> {
  const bridge = window.switchhook
  if (bridge) return reconnectingClient(async () => bridgeChannel(bridge))
  const url = new URL('/api', location.href.replace(/^http/, 'ws'))
  return reconnectingClient(async () => socketChannel(await openSocket(url.href)))
}

declare global {
  interface Window {
    /** Present on the desktop only; see `src/preload/index.ts`. */
    readonly switchhook?: Bridge
  }
}

/** The desktop's channel. Its other end is the process that owns this window, so it ends only with the page. */
function bridgeChannel(bridge: Bridge): Channel {
  let open = true
  let onClosed: (() => void) | undefined
  return {
    send: (text) => {
      if (open) bridge.post(text)
    },
    listen(receive, closed) {
      onClosed = closed
      bridge.listen((text) => {
        if (open) receive(text)
      })
    },
    close() {
      if (!open) return
      open = false
      onClosed?.()
    },
  }
}

/** A channel over a WebSocket that is open already. */
export function socketChannel(socket: WebSocket): Channel {
  return {
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text)
    },
    listen(receive, closed) {
      socket.addEventListener('message', (event) => receive(event.data))
      socket.addEventListener('close', closed, { once: true })
    },
    close: () => socket.close(),
  }
}

/** Resolves when the WebSocket is open; rejects when it cannot be opened. The browser tells no reason to a page. */
export function openSocket(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('close', () => reject(new Error(`no connection to ${url}`)), { once: true })
  })
}
