import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { type Channel, maxMessageLength } from '#shared/api/channel.ts'
import { listen } from '../engine/lib/listen.ts'
import type { Log } from '../engine/ports.ts'
import { contentHeaders, readStaticFile } from '../hosting/static-files.ts'
import { hostIsExpected, isSignedIn, originIsOurs, sameToken, signInCookie } from './access.ts'
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
  readonly log: Log
}

export interface HttpHost {
  readonly port: number
  /** Address of the UI with its token. */
  readonly url: string
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** Serves the renderer and, on `/api`, the WebSocket of its API. Throws AppError where the port cannot be had. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const server = createServer((request, response) => void answer(request, response, options))
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxMessageLength })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const refusal = refuseUpgrade(request, options)
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
    send(request, response, await respond(request, options))
  } catch (error) {
    options.log.error('a file of the page could not be read', { error: String(error) })
    send(request, response, text(500, 'a file of the page could not be read; the log has the details'))
  }
}

async function respond(request: IncomingMessage, options: HttpHostOptions): Promise<Answer> {
  if (!hostIsExpected(request, options.host))
    return text(403, 'Switchhook does not answer under this name; open the URL that it printed')
  if (request.method !== 'GET' && request.method !== 'HEAD') return text(405, 'only GET', { allow: 'GET, HEAD' })
  const url = request.url?.startsWith('/') ? URL.parse(`http://localhost${request.url}`) : null
  if (!url) return text(400, 'this is not a path')
  const offered = url.searchParams.get('token')
  if (url.pathname === '/' && offered !== null && sameToken(offered, options.token))
    return text(303, '', { location: '/', 'set-cookie': signInCookie(options.token), 'cache-control': 'no-store' })
  if (!isSignedIn(request, options.token)) return page(401, signInPage)
  const file = await readStaticFile(options.rendererDir, url.pathname)
  return file ? { status: 200, headers: file.headers, body: file.bytes } : text(404, 'there is no such file')
}

function refuseUpgrade(request: IncomingMessage, options: HttpHostOptions): string | null {
  if (!hostIsExpected(request, options.host) || !originIsOurs(request)) return '403 Forbidden'
  if (!isSignedIn(request, options.token)) return '401 Unauthorized'
  return request.url === '/api' ? null : '404 Not Found'
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...contentHeaders, 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}

function page(status: number, body: string): Answer {
  const headers = { ...contentHeaders, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers, body }
}

/** What a browser without the token gets. */
const signInPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Switchhook</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1.5rem }
  :root { color-scheme: light dark }
</style>
<h1>This address needs its token</h1>
<p>Open the URL that Switchhook printed when it started. It ends in <code>/?token=…</code>.</p>
<p>Printed it too long ago? Start Switchhook again with the same data folder: the URL stays the same.</p>
</html>
`
