import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createTunnelProbe, httpGet } from '../../../../src/main/engine/tunnel/probe.ts'
import { type ListeningServer, listeningServer } from '../../../support/listening-server.ts'

type Listener = Parameters<typeof listeningServer>[0]
const never = new AbortController().signal
const notFound: Listener = (_, response) => response.writeHead(404).end('nothing here')

async function serverOf(listener: Listener): Promise<ListeningServer> {
  const server = await listeningServer(listener)
  onTestFinished(() => server.close())
  return server
}

let receiver: ListeningServer
beforeEach(async () => {
  receiver = await serverOf(notFound)
})

async function probeOf(behindTunnel: Listener, limitMs = 2000) {
  const tunnel = await serverOf(behindTunnel)
  const probe = createTunnelProbe(`http://127.0.0.1:${tunnel.port}/`, receiver.port, limitMs)
  return { tunnel, probe: (path = '/x') => probe(path, never) }
}

test('the answer of the receiver through the tunnel: well', async () => {
  const paths: (string | undefined)[] = []
  const { probe } = await probeOf((incoming, response) => {
    paths.push(incoming.url)
    notFound(incoming, response)
  })
  expect(await probe('/one')).toBeNull()
  expect(await probe('/two')).toBeNull()
  expect(paths).toEqual(['/one', '/two'])
})

test.each<[string, Listener, number]>([
  ['with another status', (_, response) => response.writeHead(502).end('nothing here'), 502],
  ['with another body', (_, response) => response.writeHead(404).end('no such tunnel'), 404],
])('somebody else answers %s', async (_name, listener, status) => {
  const { probe } = await probeOf(listener)
  expect(await probe()).toBe(`Behind the public URL somebody else answers (status ${status}), not the receiver.`)
})

test('no answer in time, and nobody there', async () => {
  const { probe, tunnel } = await probeOf(() => undefined, 60)
  expect(await probe()).toBe(
    `The tunnel does not carry requests: no answer from 127.0.0.1:${tunnel.port} within 0.06 s.`,
  )
  await tunnel.close()
  expect(await probe()).toMatch(/^The tunnel does not carry requests: .+\.$/)
})

test('a receiver that is silent itself says nothing about the tunnel', async () => {
  const { probe } = await probeOf((_, response) => response.writeHead(502).end())
  await receiver.close()
  expect(await probe()).toBeNull()
})

test('a receiver that answers otherwise from now on is no fault of the tunnel', async () => {
  let text = 'nothing here'
  const changing: Listener = (_, response) => response.writeHead(404).end(text)
  receiver = await serverOf(changing)
  const { probe } = await probeOf(changing)
  expect(await probe()).toBeNull()
  text = 'nothing here any more'
  expect(await probe()).toBeNull()
})

const urlOf = async (listener: Listener) => new URL(`http://localhost:${(await serverOf(listener)).port}/`)

test('status and bytes of the answer; a redirect is an answer like any other', async () => {
  const bytes = Buffer.from([0, 255, 128, 10])
  const paths: (string | undefined)[] = []
  const url = await urlOf(({ url: path, headers }, response) => {
    paths.push(`${path} ${headers['user-agent']}`)
    if (path === '/moved') response.writeHead(302, { location: '/' }).end()
    else response.writeHead(404).end(bytes)
  })
  const answer = await httpGet(new URL('/a?b=%20', url), never)
  expect(answer.status).toBe(404)
  expect(Buffer.from(answer.body).equals(bytes)).toBe(true)
  expect((await httpGet(new URL('/moved', url), never)).status).toBe(302)
  expect(paths).toEqual(['/a?b=%20 switchhook', '/moved switchhook'])
})

test('names below localhost are this machine', async () => {
  const url = await urlOf(({ headers }, response) => response.end(headers.host))
  url.hostname = 'my-phone.localhost'
  expect(Buffer.from((await httpGet(url, never)).body).toString()).toBe(url.host)
})

test('an answer of the allowed length is taken, a longer one is not', async () => {
  const url = await urlOf((_, response) => response.end('x'.repeat(100)))
  expect((await httpGet(url, never, 100)).body).toHaveLength(100)
  await expect(httpGet(url, never, 99)).rejects.toThrow('the answer is longer than 99 bytes')
})

test.each([
  ['before it is sent', 0],
  ['while nothing is answered', 20],
])('ends with the reason of its signal: %s', async (_name, ms) => {
  const url = await urlOf(() => undefined)
  const stop = new AbortController()
  if (ms === 0) stop.abort(new Error('enough'))
  else setTimeout(() => stop.abort(new Error('enough')), ms)
  await expect(httpGet(url, stop.signal)).rejects.toThrow('enough')
})

test('ends with the reason of its signal in the middle of an answer', async () => {
  const stop = new AbortController()
  const url = await urlOf((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => stop.abort(new Error('enough')), 10)
  })
  await expect(httpGet(url, stop.signal)).rejects.toThrow('enough')
})

test('an answer that breaks off, a port where nobody listens', async () => {
  const broken = await urlOf((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.destroy(), 10)
  })
  await expect(httpGet(broken, never)).rejects.toMatchObject({ code: 'ECONNRESET' })
  const server = await listeningServer(() => undefined)
  await server.close()
  await expect(httpGet(new URL(`http://127.0.0.1:${server.port}`), never)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  })
})
