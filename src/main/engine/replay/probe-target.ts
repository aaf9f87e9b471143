import { connect } from 'node:net'
import { lookupLoopback } from '../lib/loopback-lookup.ts'

export type Probe = (target: URL, signal: AbortSignal) => Promise<boolean>

const timeoutMs = 2000

export const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80))

/** Does something accept connections there? Nothing is sent. */
export const canConnect: Probe = (target, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false)
    const socket = connect({
      host: target.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: portOf(target),
      lookup: lookupLoopback,
      timeout: timeoutMs,
    })
    const end = (reachable: boolean) => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(reachable)
    }
    const stop = () => end(false)
    signal.addEventListener('abort', stop, { once: true })
    socket.once('connect', () => end(true))
    socket.once('timeout', stop)
    socket.once('error', stop)
  })
