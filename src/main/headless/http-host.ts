import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { apiProtocol, type Channel, maxMessageLength } from '#shared/api/channel.ts'
import type { HttpApi } from '../api/http-api.ts'
import { listen } from '../engine/lib/listen.ts'
import { oncePer } from '../engine/lib/once-per.ts'
import type { Log } from '../engine/ports.ts'
import { contentHeaders, readStaticFile } from '../hosting/static-files.ts'
import type { McpHttp } from '../mcp/http-sessions.ts'
import { bearerIsRight, hostIsExpected, offersToken, originIsOurs } from './access.ts'
import { apiPage } from './api-page.ts'
import { wsChannel } from './ws-channel.ts'

export interface HttpHostOptions {
  /** Address to bind to; loopback unless the user said otherwise. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** This port or none; otherwise the next free one takes the place of one that is taken. */
  readonly strictPort: boolean
  readonly token: string
  /** Folder of the built renderer. */
  readonly rendererDir: string
  /** Serves the API to a window. */
  readonly openChannel: (channel: Channel) => { close(): void }
  readonly api: HttpApi
  /** The API as an OpenAPI document. */
  readonly apiDocument: () => object
  /** Coding agents; left out: not served. */
  readonly mcp?: McpHttp
  readonly log: Log
}

/** Windows at a time, and connections of all kinds. */
const maxWindows = 32
const maxConnections = 512

export interface HttpHost {
  readonly port: number
  /** Address of the UI with its token. */
  readonly url: string
  close(): Promise<void>
}

const apiPath = '/api/v1/'
const mcpPath = /^\/mcp\/?(\?|$)/

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/**
 * Serves the renderer, which is the same for everybody, and, on `/api`, the WebSocket of its API, to those who have the
 * token. There is no cookie: browsers send those to every other server of the same machine. Throws AppError where the port
 * cannot be had.
 */
export async function startHttpHost(given: HttpHostOptions): Promise<HttpHost> {
  let document: object | null = null
  const options = { ...given, apiDocument: () => (document ??= given.apiDocument()) }
  const server = createServer((request, response) => void answer(request, response, options))
  // Who has no token can open connections too, and each takes a descriptor that a delivery may need.
  server.maxConnections = maxConnections
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageLength,
    handleProtocols: () => apiProtocol,
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    let refusal = refuseUpgrade(request, options)
    if (sockets.clients.size >= maxWindows) refusal ??= '503 Service Unavailable'
    if (refusal) {
      // The server has let go of this socket: a peer that does not close it would keep it, and the server, open for ever.
      socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy())
      return
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => options.openChannel(wsChannel(accepted)))
  })

  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })

  const port = await listen(server, { ...options, who: 'The page', advice: 'Choose another with --ui-port.' })
  return {
    port,
    url: `http://${nameOf(options.host)}:${port}/?token=${options.token}`,
    async close() {
      await new Promise((resolve) => {
        server.close(resolve)
        for (const socket of open) socket.destroy()
      })
    },
  }
}

/** The name of an address in a URL of this machine. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpHostOptions): Promise<void> {
  try {
    const answer = await respond(request, response, options)
    if (answer !== null) send(request, response, answer)
  } catch (error) {
    options.log.error('a file of the page could not be read', { error: String(error) })
    send(request, response, text(500, 'a file of the page could not be read; the log has the details'))
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpHostOptions,
): Promise<Answer | null> {
  if (!hostIsExpected(request, options.host))
    return text(403, 'Switchhook does not answer under this name; open the URL that it printed')
  if (request.url?.startsWith(apiPath)) return serveApi(request, response, options)
  if (options.mcp && mcpPath.test(request.url ?? '')) return serveMcp(request, response, options.mcp, options.token)
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'only GET', { allow: 'GET, HEAD' })
  const url = request.url?.startsWith('/') ? URL.parse(`http://localhost${request.url}`) : null
  if (!url) return text(400, 'this is not a path')
  if (url.pathname === '/api')
    return bearerIsRight(request, options.token)
      ? text(200, 'yes', unstored)
      : text(401, 'this token is wrong', unstored)
  const file = await readStaticFile(options.rendererDir, url.pathname)
  // The printed address stays out of the browser's cache.
  const caching = url.search === '' ? {} : unstored
  return file
    ? { status: 200, headers: { ...file.headers, ...caching }, body: file.bytes }
    : text(404, 'there is no such file')
}

// Any page in the user's browser can have these asked for, without the token, and each takes tens of milliseconds to make.
const pageOf = oncePer(apiPage)
const jsonOf = oncePer((document: object) => JSON.stringify(document, null, 2))

/** Null where the answer is on its way. What the API is, anybody may read: it holds nothing of the user's. */
async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  { api, apiDocument, token }: HttpHostOptions,
): Promise<Answer | null> {
  const { pathname } = new URL(`http://localhost${request.url}`)
  const name = pathname.slice(apiPath.length)
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (name === '') return { status: 200, ...pageOf(apiDocument()) }
    if (name === 'openapi.json')
      return {
        status: 200,
        headers: { ...contentHeaders, 'content-type': 'application/json' },
        body: jsonOf(apiDocument()),
      }
    return text(405, 'a call is a POST', { allow: 'POST' })
  }
  if (request.method !== 'POST') return text(405, 'a call is a POST', { allow: 'POST' })
  const refusal = refuseProgram(request, token)
  if (refusal === null) await api.serve(name, request, response)
  return refusal
}

async function serveMcp(
  request: IncomingMessage,
  response: ServerResponse,
  mcp: McpHttp,
  token: string,
): Promise<Answer | null> {
  const refusal = refuseProgram(request, token)
  if (refusal === null) await mcp.serve(request, response)
  return refusal
}

/** Programs send no Origin; a page of another origin has no business here, token or not. */
function refuseProgram(request: IncomingMessage, token: string): Answer | null {
  if (request.headers.origin !== undefined && !originIsOurs(request)) return text(403, 'not for pages of other origins')
  if (bearerIsRight(request, token)) return null
  return text(401, 'send the token of the printed address: Authorization: Bearer …', { 'www-authenticate': 'Bearer' })
}

function refuseUpgrade(request: IncomingMessage, options: HttpHostOptions): string | null {
  if (!hostIsExpected(request, options.host) || !originIsOurs(request)) return '403 Forbidden'
  if (request.url !== '/api') return '404 Not Found'
  return offersToken(request, options.token) ? null : '401 Unauthorized'
}

const unstored = { 'cache-control': 'no-store' }

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...contentHeaders, 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}
