import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { createGate, createMcpServer, type McpParts } from './server.ts'

/** MCP over streamable HTTP. Whether the sender may ask was decided before. */
export interface McpHttp {
  /** Answers a request to the one address. Never rejects. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Ends all sessions. */
  close(): Promise<void>
}

/** Sessions at a time, calls that are worked on over all of them, and the largest request. */
const defaultLimits = { sessions: 64, calls: 64, requestBytes: 1024 * 1024 }

interface Session {
  readonly server: McpServer
  readonly transport: StreamableHTTPServerTransport
  /** Requests that are being answered, standing streams included. */
  open: number
}

/**
 * The sessions of streamable HTTP (https://modelcontextprotocol.io/specification/2025-11-25/basic/transports). Clients come
 * and go without a word, so the session that was not used for longest gives way to a new one; whoever had it is told 404,
 * and begins again. A connection that ends takes its calls with it.
 */
export function createSessions(parts: McpParts, limits = defaultLimits): McpHttp {
  /** In the order of their last use. */
  const sessions = new Map<string, Session>()
  const gate = createGate(limits.calls)
  const connection = new AsyncLocalStorage<AbortSignal>()
  /** Requests that may begin a session. */
  let beginning = 0
  let closed = false

  async function begin(): Promise<Session> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: limits.requestBytes,
      onsessioninitialized: (id) => void sessions.set(id, session),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    const server = createMcpServer({ ...parts, gate, gone: () => connection.getStore() })
    const session: Session = { server, transport, open: 0 }
    server.server.onerror = (error) => parts.log.info('a message of MCP was not understood', { error: error.message })
    // Its handlers are declared as possibly undefined.
    await server.connect(transport as Transport)
    return session
  }

  /** Room for one more; false where every session is in use. */
  function makeRoom(): boolean {
    if (sessions.size + beginning < limits.sessions) return true
    const unused = [...sessions].find(([, session]) => session.open === 0)
    if (unused === undefined) return false
    sessions.delete(unused[0])
    void end(unused[1])
    return true
  }

  const end = ({ server }: Session) =>
    server
      .close()
      .catch((error: unknown) => parts.log.warn('a session of MCP did not end well', { error: String(error) }))

  async function pass(session: Session, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Its end has been told already, and would be waited for without end.
    if (response.destroyed) return
    const gone = new AbortController()
    const ended = new Promise<void>((resolve) => response.once('close', resolve))
    response.once('close', () => gone.abort())
    session.open += 1
    try {
      await connection.run(gone.signal, () => session.transport.handleRequest(request, response))
      await ended
    } finally {
      session.open -= 1
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id']
    if (closed) return refuse(request, response, 503, 'The host is stopping.')
    if (typeof id === 'string') {
      const known = sessions.get(id)
      if (known === undefined) return refuse(request, response, 404, 'Session not found')
      sessions.delete(id)
      sessions.set(id, known)
      return pass(known, request, response)
    }
    if (!makeRoom()) return refuse(request, response, 503, `${limits.sessions} sessions are in use; close one first.`)
    beginning += 1
    try {
      const session = await begin()
      await pass(session, request, response)
      const isKnown = session.transport.sessionId !== undefined && sessions.has(session.transport.sessionId)
      if (!isKnown) await end(session)
    } finally {
      beginning -= 1
    }
  }

  return {
    async serve(request, response) {
      try {
        await serve(request, response)
      } catch (error) {
        parts.log.error('a request of MCP failed', { error: String(error) })
        refuse(request, response, 500, 'Something went wrong inside Switchhook; its log has the details.')
      }
    },
    async close() {
      closed = true
      const all = [...sessions.values()]
      sessions.clear()
      await Promise.all(all.map(end))
    },
  }
}

/** An error of JSON-RPC that belongs to no request, as the transport writes them. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  if (response.headersSent || response.destroyed) return
  const code = status === 404 ? -32001 : -32000
  const body = JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null })
  // What is left of a body is not read.
  if (!request.complete) response.setHeader('connection', 'close')
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    .end(body)
}
