import { type IpcMainEvent, ipcMain } from 'electron'
import type { Channel } from '#shared/api/channel.ts'
import { portRequest } from '#shared/api/port-request.ts'
import type { Log } from '../engine/ports.ts'
import type { Home } from './home.ts'
import { portChannel } from './port-channel.ts'

/**
 * Serves the API to each page that hands over a MessagePort, if it is the top frame of a window and ours. A page that was
 * reloaded replaces its channel; a window that is gone loses it.
 */
export function acceptPorts(home: Home, openChannel: (channel: Channel) => { close(): void }, log: Log): void {
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
