import { apiProtocol, type Bridge, type Channel } from '#shared/api/channel.ts'
import type { AppContract } from '#shared/api/contract.ts'
import { accessToken } from './access-token.ts'
import { AccessRefused, type AppConnection, reconnectingClient } from './reconnecting-client.ts'

/** The page's connection to the engine: the bridge of the desktop where there is one, else a WebSocket to this page's host. */
export function createClient(): AppConnection<AppContract> {
  const bridge = window.switchhook
  if (bridge) return reconnectingClient(async () => bridgeChannel(bridge))
  const token = accessToken()
  return reconnectingClient(async () => socketChannel(await signIn(new URL('/api', location.href), token)))
}

/** Opens the API with the token. Throws AccessRefused, which a refused WebSocket could not tell from a lost one. */
async function signIn(url: URL, token: string | null): Promise<WebSocket> {
  if (token === null) throw new AccessRefused()
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  if (answer.status === 401) throw new AccessRefused()
  return openSocket(url.href.replace(/^http/, 'ws'), [apiProtocol, token])
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
export function openSocket(url: string, protocols: string[] = []): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols)
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('close', () => reject(new Error(`no connection to ${url}`)), { once: true })
  })
}
