import { contextBridge, ipcRenderer } from 'electron'
import type { Bridge } from '#shared/api/channel.ts'
import { portRequest } from '#shared/api/port-request.ts'

const { port1: port, port2: engineEnd } = new MessageChannel()
ipcRenderer.postMessage(portRequest, null, [engineEnd])

const bridge: Bridge = {
  post: (text) => port.postMessage(text),
  listen: (receive) => {
    port.onmessage = (event: MessageEvent<string>) => receive(event.data)
  },
}
contextBridge.exposeInMainWorld('switchhook', bridge)
