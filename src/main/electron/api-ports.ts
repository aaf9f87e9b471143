import type { IpcMain, IpcMainEvent } from 'electron'
import type { Channel } from '#shared/api/channel.ts'
import { portRequest } from '#shared/api/port-request.ts'
import type { Log } from '../engine/ports.ts'
import type { Home } from './session.ts'

/**
 * Serves the API to each page that hands over a MessagePort, if it is the top frame of a window and ours. A page that was
 * reloaded replaces its channel; a window that is gone loses it.
 */
export function acceptPorts(
  ipcMain: IpcMain,
  home: Home,
  openChannel: (channel: Channel) => { close(): void },
  log: Log,
): void {
  const channels = new Map<number, { close(): void }>()

  ipcMain.on(portRequest, (event) => {
    const [port] = event.ports
    if (!port || !isOurPage(event, home)) {
      log.warn('a page that is not ours asked for the API', { url: event.senderFrame?.url })
      return port?.close()
    }
    const { id } = event.sender
    if (!channels.has(id)) {
      event.sender.once('destroyed', () => {
        channels.get(id)?.close()
        channels.delete(id)
      })
    }
    channels.get(id)?.close()
    channels.set(id, openChannel(portChannel(port)))
  })
}

function isOurPage({ senderFrame }: IpcMainEvent, home: Home): boolean {
  return senderFrame !== null && senderFrame.parent === null && home.has(senderFrame.url)
}

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
