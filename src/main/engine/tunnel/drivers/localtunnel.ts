import type { Socket } from 'node:net'
import Tunnel, { type ClientOptions } from 'localtunnel/lib/Tunnel.js'
import { type Registration, registerTunnel } from '../localtunnel-registration.ts'
import type { OpenTunnel, TunnelDriver, TunnelRequest } from '../tunnel-driver.ts'

/** The server gets this long for the first of its connections. */
const firstConnectionMs = 8_000
/** A tunnel without any connection for this long has ended; each request uses one up, so none at all is normal for a moment. */
const desertedMs = 3_000

/**
 * The client's own registration asks once a second for ever, and cannot be cancelled; ours took place before.
 * `local_host` stays unset: with it the client rewrites the first chunk as text, which breaks binary bodies.
 */
class Client extends Tunnel {
  readonly #registration: Registration

  constructor(options: ClientOptions, registration: Registration) {
    super(options)
    this.#registration = registration
  }

  override _init(done: (error: Error | null, info?: object) => void): void {
    done(null, this._getInfo(this.#registration))
  }
}

const localtunnel: TunnelDriver = {
  id: 'localtunnel',
  name: 'localtunnel',
  description: 'Open source, no account. Uses the public server, or one that you run yourself.',

  async open(request: TunnelRequest, signal: AbortSignal): Promise<OpenTunnel> {
    const registration = await registerTunnel(request, signal)
    signal.throwIfAborted()
    const client = new Client({ port: request.port, host: request.host }, registration)
    const { first, ended, end } = watch(client)
    // Calls back synchronously, since registration took place; without an error listener the client would end the process.
    client.open(() => undefined)
    followConnections(client, first.resolve, end)

    const giveUp = () => first.reject(signal.reason)
    signal.addEventListener('abort', giveUp, { once: true })
    const timer = setTimeout(
      () =>
        first.reject(
          new Error(
            `Port ${registration.port} of the tunnel server does not answer. Check the firewall for outgoing connections.`,
          ),
        ),
      firstConnectionMs,
    )
    try {
      await first.promise
    } catch (error) {
      client.close()
      throw error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
    return {
      url: registration.url.replace(/\/+$/, ''),
      ended,
      async close() {
        end('The tunnel was closed.')
      },
    }
  },
}

/** Turns the client's errors, at whatever time, into one end with a reason. */
function watch(client: Tunnel) {
  const first = Promise.withResolvers<void>()
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  const end = (reason: string) => {
    resolve(reason)
    if (!client.closed) client.close()
  }
  client.on('error', (error) => {
    first.reject(new Error(`The tunnel server takes no connections: ${error.message}.`))
    end(`The tunnel server takes no more connections: ${error.message}.`)
  })
  return { first, ended, end }
}

/** The client reports refused connections only; any other loss shows as connections that are gone and do not come back. */
function followConnections(client: Tunnel, opened: () => void, end: (reason: string) => void): void {
  const live = new Set<Socket>()
  let timer: ReturnType<typeof setTimeout> | undefined
  client.once('close', () => clearTimeout(timer))
  client.tunnelCluster.on('open', (socket) => {
    live.add(socket)
    clearTimeout(timer)
    opened()
    socket.once('close', () => {
      live.delete(socket)
      if (live.size > 0 || client.closed) return
      timer = setTimeout(() => end('The tunnel server closed all connections.'), desertedMs)
    })
  })
}

export default localtunnel
