import type { AppContract } from '#shared/api/contract.ts'
import { bridgeChannel } from './bridge-channel.ts'
import { type AppConnection, reconnectingClient } from './reconnecting-client.ts'
import { openSocket, socketChannel } from './socket-channel.ts'

/** The page's connection to the engine: the bridge of the desktop where there is one, else a WebSocket to this page's host. */
export function createClient(): AppConnection<AppContract> {
  const bridge = window.switchhook
  if (bridge) return reconnectingClient(async () => bridgeChannel(bridge))
  const url = new URL('/api', location.href.replace(/^http/, 'ws'))
  return reconnectingClient(async () => socketChannel(await openSocket(url.href)))
}
