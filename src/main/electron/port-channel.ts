import type { Channel } from '#shared/api/channel.ts'

/** What is used of Electron's MessagePortMain. */
export interface MainPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  once(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** A channel over the engine's end of a page's MessagePort. */
export function portChannel(port: MainPort): Channel {
  const ended = Promise.withResolvers<void>()
  let open = true
  const end = () => {
    open = false
    ended.resolve()
  }
  port.once('close', end)
  return {
    send: (text) => {
      if (open) port.postMessage(text)
    },
    listen(receive, closed) {
      // What is no text is refused by the reader.
      port.on('message', ({ data }) => receive(data as string))
      void ended.promise.then(closed)
      port.start()
    },
    close() {
      port.close()
      end() // Electron tells `close` only when the other end did it.
    },
  }
}
