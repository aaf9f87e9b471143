import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { listen } from '../lib/listen.ts'
import type { Refusal } from './answer.ts'
import { createBodyMemory } from './body-sink.ts'
import { Connection } from './connection.ts'
import type { CaptureLimits, ListenAddress } from './contract.ts'
import type { CaptureContext } from './exchange.ts'
import { maxHeaderLines } from './request-head.ts'

export const defaultLimits: CaptureLimits = {
  headerBytes: 32 * 1024,
  headerTimeoutMs: 20_000,
  idleTimeoutMs: 30_000,
  bodyTimeMs: 60_000,
  connections: 512,
}

/** The listener for deliveries. */
export interface CaptureServer {
  readonly host: string
  readonly port: number
  /** http://127.0.0.1:4180 */
  readonly url: string
  /** Stops listening, lets running requests finish for `graceMs`, then ends them. */
  close(graceMs?: number): Promise<void>
}

/** Connections above the limit that may wait for their 503 to be read; beyond these the system's reset has to do. */
const overflow = 128
/** Longer than reverse proxies and tunnels keep an idle connection (60 to 90 s), so that they, not we, end it. */
const keepAliveMs = 120_000
/** Bytes of bodies that are held in memory together while they arrive and are stored. */
const bodyMemoryLimit = 16 * 1024 * 1024
const graceByDefaultMs = 2_000
/** After the grace: time for aborted deliveries to be stored. */
const settleMs = 1_000

/**
 * Starts the listener.
 * @throws AppError `conflict` where a strict port is taken, `unavailable` where listening is not possible.
 */
export async function startServer(
  address: ListenAddress,
  shared: Omit<CaptureContext, 'listener' | 'draining' | 'bodyMemory'>,
): Promise<CaptureServer> {
  const { host } = address
  const server = bareServer(shared.limits)
  const port = await listen(server, {
    ...address,
    who: 'The receiver',
    advice: 'Choose another port, or stop that program.',
  })
  const listener = `${host.includes(':') ? `[${host}]` : host}:${port}`
  let closing: Promise<void> | null = null
  const bodyMemory = createBodyMemory(bodyMemoryLimit)
  const connections = serve(server, { ...shared, bodyMemory, listener, draining: () => closing !== null })
  return {
    host,
    port,
    url: `http://${listener}`,
    close(graceMs = graceByDefaultMs) {
      closing ??= closeServer(server, connections, graceMs)
      return closing
    },
  }
}

/** Node's server with everything off that it would answer, cut or time by itself. */
function bareServer(limits: CaptureLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: false,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: 0,
    requestTimeout: 0,
  })
  // Node drops what is beyond. A few more than are allowed, so that those who send too many are noticed.
  server.maxHeadersCount = maxHeaderLines + 20
  server.maxConnections = limits.connections + overflow
  // A sender may close its half after the request and wait for the answer (RFC 9112, 9.6). Not in Node's documentation,
  // nor in its types, but in its server since 0.5; where it is missing, such a sender gets no answer, no more.
  Object.assign(server, { httpAllowHalfOpen: true })
  return server
}

function serve(server: Server, context: CaptureContext): Map<Socket, Connection> {
  const { handler, limits } = context
  const connections = new Map<Socket, Connection>()
  const onRequest = (req: IncomingMessage, res: ServerResponse) => connections.get(req.socket)?.accept(req, res)

  let admitted = 0
  server.on('connection', (socket: Socket) => {
    const connection = new Connection(socket, context)
    connections.set(socket, connection)
    socket.once('close', () => connections.delete(socket))
    // Those turned away do not count, or they would keep out others while they linger.
    if (admitted >= limits.connections) {
      connection.refuse({ status: 503, why: 'too many connections' })
      return
    }
    admitted += 1
    socket.once('close', () => {
      admitted -= 1
    })
  })
  server.on('drop', () => handler.refused(503, 'far too many connections: closed without an answer'))
  server.on('request', onRequest)
  // With these two, Node leaves it to us whether to send 100 (or 417) at all.
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', onRequest)
  server.on('connect', (_req, socket) => {
    connections.get(socket as Socket)?.refuse({ status: 404, why: 'CONNECT is not the path of an endpoint' })
  })
  server.on('clientError', (error, socket) => {
    const fault = parserFault(error)
    if (fault.kind === 'refuse') connections.get(socket as Socket)?.refuse(fault.refusal)
    else if (fault.kind === 'sender-left') connections.get(socket as Socket)?.senderLeft()
  })
  server.on('error', (error) => handler.refused(503, `listener failed: ${error.message}`))
  return connections
}

async function closeServer(server: Server, connections: Map<Socket, Connection>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const running = [...connections.values()]
  for (const connection of running) connection.drain()
  const settled = closed.then(() => Promise.all(running.map((connection) => connection.settled)))

  const timers = new AbortController()
  const wait = (ms: number) => delay(ms, undefined, { signal: timers.signal }).catch(() => undefined)
  await Promise.race([settled, wait(graceMs)])
  for (const connection of connections.values()) connection.destroy()
  await Promise.race([settled, wait(settleMs)])
  timers.abort()
}

/** What an error of Node's HTTP parser or socket means: an answer, a sender that went away, or nothing to answer. */
type ParserFault =
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  | { readonly kind: 'sender-left' }
  | { readonly kind: 'ignore' }

/** Reads the `code` of a `clientError` (llhttp's `HPE_…`, else a socket error such as ECONNRESET). */
function parserFault(error: Error & { readonly code?: unknown }): ParserFault {
  const code = typeof error.code === 'string' ? error.code : ''
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return refuse(431, 'header section is too large')
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return refuse(413, 'chunk extensions are too large')
    case 'HPE_INVALID_VERSION':
    case 'HPE_PAUSED_H2_UPGRADE':
      return refuse(505, 'not HTTP/1.0 or HTTP/1.1')
    case 'HPE_INVALID_EOF_STATE':
      return { kind: 'sender-left' }
    case 'HPE_CLOSED_CONNECTION':
      // Bytes after a request with "Connection: close" are not a request (RFC 9112, 9.6).
      return { kind: 'ignore' }
    default:
      return code.startsWith('HPE_') ? refuse(400, `malformed request: ${error.message}`) : { kind: 'sender-left' }
  }
}

function refuse(status: number, why: string): ParserFault {
  return { kind: 'refuse', refusal: { status, why } }
}
