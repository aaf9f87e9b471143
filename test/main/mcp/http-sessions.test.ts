import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { expect, it, onTestFinished } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import { createSessions } from '../../../src/main/mcp/http-sessions.ts'
import { keptLog } from '../../support/kept-log.ts'

/** A host whose streams never say anything. */
async function start(limits = { sessions: 4, calls: 3, requestBytes: 10_000 }) {
  const streams = new Set<object>()
  const client = {
    call: async () => ({ newest: 0, count: 0, rows: [] }),
    async *stream(_: string, __: unknown, { signal }: { signal: AbortSignal }) {
      const stream = {}
      streams.add(stream)
      await new Promise((done) => (signal.aborted ? done(null) : signal.addEventListener('abort', done)))
      streams.delete(stream)
      yield* []
    },
  } as unknown as AppClient
  const log = keptLog()
  const sessions = createSessions({ client, version: '1', log }, limits)
  const server = createServer((request, response) => void sessions.serve(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(async () => {
    await sessions.close()
    server.closeAllConnections()
    server.close()
  })
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`)
  return { url, sessions, streams, log }
}

async function connect(url: URL) {
  const client = new Client({ name: 'agent', version: '1' })
  const transport = new StreamableHTTPClientTransport(url, {
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
    },
  })
  await client.connect(transport as Transport)
  onTestFinished(() => client.close())
  return { client, transport }
}

const initialize = (id = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
})

const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' }

/** A client that says one thing and goes away, without a standing stream. */
async function say(url: URL, message: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })
  return { status: response.status, session: response.headers.get('mcp-session-id') ?? '', text: await response.text() }
}

it('200 sessions that nobody uses are never more than the limit, and whoever lost one is told', async () => {
  const { url } = await start()
  const begun: string[] = []
  for (let batch = 0; batch < 50; batch += 1)
    begun.push(
      ...(await Promise.all(Array.from({ length: 4 }, () => say(url, initialize())))).map(({ session }) => session),
    )
  const statuses = await Promise.all(
    begun.map(async (session) => (await say(url, list, { 'mcp-session-id': session })).status),
  )

  expect(new Set(begun).size).toBe(200)
  expect(statuses.filter((status) => status === 200)).toHaveLength(4)
  expect(statuses.slice(0, 196).every((status) => status === 404)).toBe(true)
})

it('sessions in use stay; one too many is refused, and has room once another ends', async () => {
  const { url } = await start()
  const agents = []
  for (let at = 0; at < 4; at += 1) agents.push(await connect(url))
  // Their standing streams are open.
  await expect.poll(async () => (await say(url, initialize())).status).toBe(503)
  await agents[0]!.transport.terminateSession()
  await agents[0]!.client.close()

  await expect.poll(async () => (await say(url, initialize())).status).toBe(200)
  expect((await agents[1]!.client.listTools()).tools).toHaveLength(12)
})

it('many that begin at the same moment are counted before they are there', async () => {
  const { url } = await start()
  const begun = await Promise.all(Array.from({ length: 40 }, () => say(url, initialize())))
  const statuses = await Promise.all(
    begun.map(async ({ session }) => (await say(url, list, { 'mcp-session-id': session })).status),
  )

  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4)
})

it('calls beyond the limit are refused, over all sessions', async () => {
  const { url, streams } = await start()
  const one = await connect(url)
  const two = await connect(url)
  const wait = (client: Client) =>
    client.callTool({ name: 'wait_for_delivery', arguments: { timeout_seconds: 600 } }).catch(() => null)
  const waits = [wait(one.client), wait(one.client), wait(one.client)]
  await expect.poll(() => streams.size).toBe(3)

  expect(await wait(two.client)).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('3 calls are being worked on') }],
  })
  await one.client.close()
  await Promise.all(waits)
})

it('a connection that ends takes its calls with it', async () => {
  const { url, streams } = await start()
  const { session } = await say(url, initialize())
  await say(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, { 'mcp-session-id': session })
  const call = {
    jsonrpc: '2.0',
    id: 2,
    method: 'tools/call',
    params: { name: 'wait_for_delivery', arguments: { timeout_seconds: 600 } },
  }
  const outgoing = httpRequest(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': session,
    },
  })
  outgoing.on('error', () => undefined)
  outgoing.end(JSON.stringify(call))
  await expect.poll(() => streams.size).toBe(1)
  outgoing.destroy()

  await expect.poll(() => streams.size).toBe(0)
})

it('ends cleanly while calls are running', async () => {
  const { url, sessions, streams } = await start()
  const { client } = await connect(url)
  const call = client.callTool({ name: 'wait_for_delivery', arguments: { timeout_seconds: 600 } }).catch(() => 'ended')
  await expect.poll(() => streams.size).toBe(1)
  await sessions.close()
  await client.close()

  expect(await call).toBe('ended')
  await expect.poll(() => streams.size).toBe(0)
  expect((await say(url, initialize())).status).toBe(503)
})

it.each([
  ['no JSON', '{', 400],
  ['no message', '{"hello":1}', 400],
  ['a call without a session', { jsonrpc: '2.0', id: 1, method: 'tools/list' }, 400],
  ['too much', JSON.stringify({ ...initialize(), more: 'x'.repeat(20_000) }), 413],
  [
    'a batch without end',
    JSON.stringify(Array.from({ length: 150 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'x' }))),
    400,
  ],
])('%s is refused and leaves no session', async (_, message, status) => {
  const { url, log } = await start({ sessions: 1, calls: 1, requestBytes: 10_000 })

  expect((await say(url, message)).status).toBe(status)
  expect((await say(url, initialize())).status).toBe(200)
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
})

it('a client that left before its request was looked at leaves no session in use', async () => {
  const { url, sessions } = await start({ sessions: 1, calls: 1, requestBytes: 10_000 })
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const slow = createServer((request, response) => {
    response.once('close', () => void sessions.serve(request, response).then(answer))
    outgoing.destroy()
  })
  await new Promise<void>((done) => slow.listen(0, '127.0.0.1', done))
  onTestFinished(() => void slow.close())
  const outgoing = httpRequest({ port: (slow.address() as AddressInfo).port, method: 'POST' })
  outgoing.on('error', () => undefined)
  outgoing.end(JSON.stringify(initialize()))

  await answered
  expect((await say(url, initialize())).status).toBe(200)
})

it('a session that never was', async () => {
  const { url } = await start()

  expect(await say(url, initialize(), { 'mcp-session-id': 'made-up' })).toMatchObject({
    status: 404,
    text: expect.stringContaining('Session not found'),
  })
})
