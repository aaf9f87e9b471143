import type { Socket } from 'node:net'
import type Tunnel from 'localtunnel/lib/Tunnel.js'
import { z } from 'zod'
import { isLoopbackName } from '../../lib/loopback-lookup.ts'
import { networkProblem } from '../../lib/network-problem.ts'
import { httpGet } from '../probe.ts'
import type { OpenTunnel, TunnelDriver, TunnelRequest } from '../tunnel-driver.ts'

/** The server gets this long for the first of its connections. */
const firstConnectionMs = 8_000
/** A tunnel without any connection for this long has ended; each request uses one up, so none at all is normal for a moment. */
const desertedMs = 3_000

const localtunnel: TunnelDriver = {
  id: 'localtunnel',
  name: 'localtunnel',
  description: 'Open source, no account. Uses the public server, or one that you run yourself.',

  async open(request: TunnelRequest, signal: AbortSignal): Promise<OpenTunnel> {
    const registration = await registerTunnel(request, signal)
    signal.throwIfAborted()
    const client = await createClient(request, registration)
    signal.throwIfAborted()
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

/**
 * The client's own registration asks once a second for ever, and cannot be cancelled; ours took place before.
 * `local_host` stays unset: with it the client rewrites the first chunk as text, which breaks binary bodies. Loaded when
 * first needed: it brings an HTTP client of its own along.
 */
async function createClient({ port, host }: TunnelRequest, registration: Registration): Promise<Tunnel> {
  const { default: Client } = await import('localtunnel/lib/Tunnel.js')
  const client = new Client({ port, host })
  client._init = (done) => done(null, client._getInfo(registration))
  return client
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

const Registration = z.object({
  id: z.string().min(1),
  port: z.number().int().min(1).max(65535),
  url: z.url({ protocol: /^https?$/ }),
  max_conn_count: z.number().int().min(1).max(100).catch(1),
  ip: z.string().optional(),
})
export type Registration = z.infer<typeof Registration>

/**
 * Asks a localtunnel server for a tunnel: `GET /<name>`, or `GET /?new` for any name. A name that is taken is answered with
 * another one. Rejects with a plain sentence.
 */
export async function registerTunnel(request: TunnelRequest, signal: AbortSignal): Promise<Registration> {
  const server = new URL(request.host)
  const address = `${server.hostname}:${server.port || (server.protocol === 'https:' ? '443' : '80')}`
  const previous = request.previousUrl ? new URL(request.previousUrl).hostname.split('.')[0] : undefined
  const wanted = request.subdomain ?? previous ?? '?new'
  const answer = await httpGet(new URL(wanted, server), signal).catch((error: unknown) => {
    if (signal.aborted) throw error
    const { what } = networkProblem(error, address)
    throw new Error(`The tunnel server is out of reach: ${what}. Check the internet connection and the tunnel host.`)
  })
  const text = new TextDecoder().decode(answer.body)
  if (answer.status !== 200) {
    throw new Error(
      `The tunnel server ${address} refused with status ${answer.status}${reasonIn(text)}. Try another host.`,
    )
  }
  const parsed = Registration.safeParse(jsonOrNull(text))
  if (!parsed.success) {
    throw new Error(`${address} did not answer like a localtunnel server. Check the tunnel host, or set a subdomain.`)
  }
  if (request.subdomain !== null && parsed.data.id !== request.subdomain) {
    throw new Error(`The subdomain "${request.subdomain}" is taken on ${address}. Choose another one, or none.`)
  }
  return isLoopbackName(server.hostname) ? { ...parsed.data, ip: '127.0.0.1' } : parsed.data
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function reasonIn(text: string): string {
  const message = z.object({ message: z.string().max(200) }).safeParse(jsonOrNull(text))
  return message.success ? ` ("${message.data.message}")` : ''
}

export default localtunnel
