import type { Channel } from '#shared/api/channel.ts'

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
