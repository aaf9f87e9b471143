import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { app } from './app.ts'
import { strict } from './strict.ts'

type Handler = (request: Request) => Promise<Response> | Response

const privileged = new Set<string>()
let handled: { scheme: string; handler: Handler } | undefined
let origin: Promise<string> | undefined

/** Chromium alone cannot load a scheme of our own, so a server on loopback asks the handler in its place. */
async function startServer(): Promise<string> {
  const server = createServer((request, response) => {
    const url = toApp(`http://${request.headers.host}${request.url}`)
    void respond(url).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return `http://${host}`
}

let host = ''
let appHost = ''

async function respond(url: string): Promise<Response> {
  if (!handled) return new Response(null, { status: 404 })
  return handled.handler(new Request(url))
}

/** `app://name/path` as the address that Chromium loads. Other addresses stay as they are. */
export async function toLoopback(url: string): Promise<string> {
  const parsed = new URL(url)
  if (!handled || parsed.protocol !== `${handled.scheme}:`) return url
  origin ??= startServer()
  appHost = parsed.host
  return `${await origin}${parsed.pathname}${parsed.search}${parsed.hash}`
}

/** The address that the app knows for one that Chromium loaded. */
export function toApp(url: string): string {
  const parsed = URL.parse(url)
  if (!handled || parsed?.host !== host) return url
  return `${handled.scheme}://${appHost}${parsed.pathname}${parsed.search}${parsed.hash}`
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string }[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme } of schemes) privileged.add(scheme)
  },
  handle(scheme: string, handler: Handler): void {
    if (!app.isReady()) throw new Error('protocol.handle must be called after app is ready')
    if (!privileged.has(scheme)) throw new Error(`${scheme} was not registered as privileged`)
    handled = { scheme, handler }
  },
})
