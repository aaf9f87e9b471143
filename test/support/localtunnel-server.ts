import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface LocaltunnelServer {
  readonly port: number
  /** http://localhost:<port>, the tunnel host to configure. */
  readonly url: string
  /** Names that are registered now. */
  names(): string[]
  /** Forgets a name but keeps its connections: the tunnel looks alive and delivers nothing. */
  forget(name: string): void
  /** Ends everything at once, as a crash would. Start another one on the same port for its return. */
  kill(): Promise<void>
}

export interface LocaltunnelServerOptions {
  /** 0: any. */
  readonly port?: number
  readonly maxConnections?: number
  /** What registration answers instead of a tunnel; "silence": nothing at all. */
  readonly refuse?: () => { readonly status: number; readonly body: string } | 'silence' | null
  /** How long a name without connections stays taken, milliseconds. */
  readonly graceMs?: number
}

/** Waiting connections of one tunnel; Node's agent takes them as if it had opened them itself. */
class TunnelAgent extends Agent {
  readonly #free: Socket[] = []
  readonly #waiting: ((socket: Socket) => void)[] = []

  add(socket: Socket): void {
    const next = this.#waiting.shift()
    if (next) next(socket)
    else this.#free.push(socket)
    socket.once('close', () => {
      const at = this.#free.indexOf(socket)
      if (at >= 0) this.#free.splice(at, 1)
    })
  }

  override createConnection(_options: object, done: (error: Error | null, stream: Duplex) => void): undefined {
    const socket = this.#free.shift()
    if (socket) done(null, socket)
    else this.#waiting.push((late) => done(null, late))
  }
}

interface Tunnel {
  readonly agent: TunnelAgent
  readonly listener: Server
}

/** A localtunnel server on loopback: `GET /<name>` registers, then raw TCP; requests are routed by the first label of Host. */
export async function startLocaltunnelServer(options: LocaltunnelServerOptions = {}): Promise<LocaltunnelServer> {
  const { maxConnections = 10, refuse = () => null, graceMs = 300 } = options
  const tunnels = new Map<string, Tunnel>()
  const listeners = new Set<Server>()
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => sockets.delete(socket))
  }

  async function register(wanted: string): Promise<object> {
    const id = wanted === '' || tunnels.has(wanted) ? `any-${randomBytes(4).toString('hex')}` : wanted
    const agent = new TunnelAgent({ keepAlive: true, maxFreeSockets: 1 })
    let open = 0
    const listener = createTcpServer((socket) => {
      keep(socket)
      agent.add(socket)
      open += 1
      socket.once('close', () => {
        open -= 1
        setTimeout(() => open === 0 && drop(id), graceMs).unref()
      })
    })
    listeners.add(listener)
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    tunnels.set(id, { agent, listener })
    return {
      id,
      port: portOf(listener),
      max_conn_count: maxConnections,
      url: `http://${id}.localhost:${portOf(server)}`,
    }
  }

  function drop(id: string): void {
    tunnels.get(id)?.listener.close()
    tunnels.delete(id)
  }

  async function answerRegistration(path: string, response: ServerResponse): Promise<void> {
    const refusal = refuse()
    if (refusal === 'silence') return
    if (refusal) {
      response.writeHead(refusal.status, { 'content-type': 'application/json' }).end(refusal.body)
      return
    }
    const name = path.startsWith('/?') ? '' : path.slice(1)
    response.setHeader('content-type', 'application/json').end(JSON.stringify(await register(name)))
  }

  function passOn(incoming: IncomingMessage, response: ServerResponse, { agent }: Tunnel): void {
    const { method, url: path, rawHeaders: headers } = incoming
    const outgoing = request({ method, path, headers, agent, setHost: false })
    outgoing.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
      answer.pipe(response)
    })
    outgoing.once('error', () => response.destroy())
    incoming.pipe(outgoing)
  }

  const server = createServer((incoming, response) => {
    const [label = '', ...domain] = (incoming.headers.host ?? '').split(':')[0]?.split('.') ?? []
    if (domain.length === 0) {
      void answerRegistration(incoming.url ?? '/', response)
      return
    }
    const tunnel = tunnels.get(label)
    if (tunnel) passOn(incoming, response, tunnel)
    else response.writeHead(404).end('404')
  })
  server.on('connection', keep)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)

  return {
    port,
    url: `http://localhost:${port}`,
    names: () => [...tunnels.keys()],
    forget: (name) => void tunnels.delete(name),
    async kill() {
      const closed = once(server, 'close')
      server.close()
      for (const listener of listeners) listener.close()
      for (const socket of sockets) socket.destroy()
      tunnels.clear()
      await closed
    },
  }
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port
}
