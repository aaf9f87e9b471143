import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createTunnelProbe } from '../../../../src/main/engine/tunnel/tunnel-probe.ts'
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
