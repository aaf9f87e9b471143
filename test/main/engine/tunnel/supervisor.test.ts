import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TunnelStatus } from '#shared/model/status.ts'
import { tunnelDrivers } from '../../../../src/main/engine/tunnel/registry.ts'
import {
  createBackOff,
  createTunnelSupervisor,
  type TunnelDelays,
  type TunnelSupervisor,
} from '../../../../src/main/engine/tunnel/supervisor.ts'
import type { OpenTunnel, TunnelDriver } from '../../../../src/main/engine/tunnel/tunnel-driver.ts'
import { type ListeningServer, listeningServer } from '../../../support/listening-server.ts'
import { type LocaltunnelServer, startLocaltunnelServer } from '../../../support/localtunnel-server.ts'

const clock = { now: () => Date.now(), elapsed: () => performance.now() }
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const quick: Partial<TunnelDelays> = {
  firstRetry: 20,
  lastRetry: 80,
  probeEvery: 60_000,
  probeAgain: 10,
  probeLimit: 2_000,
  closeLimit: 300,
}

let states: TunnelStatus[]
let supervisor: TunnelSupervisor
let receiver: ListeningServer
let server: LocaltunnelServer

function supervise(
  delays: Partial<TunnelDelays> = {},
  drivers: ReadonlyMap<string, TunnelDriver> = tunnelDrivers,
): TunnelSupervisor {
  supervisor = createTunnelSupervisor({
    drivers,
    clock,
    log,
    onChange: (status) => states.push(status),
    delays: { ...quick, ...delays },
    random: () => 0.5,
  })
  return supervisor
}

async function reached(state: TunnelStatus['state'], after = 0): Promise<TunnelStatus> {
  for (let tries = 0; tries < 800; tries += 1) {
    const found = states.slice(after).find((status) => status.state === state)
    if (found) return found
    await delay(5)
  }
  throw new Error(`never ${state}: ${states.map((status) => status.state).join(', ')}`)
}

/** POSTs through the server as a provider would, with the tunnel's name as Host. */
function post(port: number, host: string, body: Uint8Array): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method: 'POST', path: '/in/x', headers: { host } },
      (answer) => {
        let text = ''
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

const names = () => states.map((status) => status.state)
const choice = (host: string, subdomain: string | null = null) => ({ driver: 'localtunnel', host, subdomain })

beforeEach(async () => {
  states = []
  receiver = await listeningServer((incoming, response) => {
    if (incoming.method === 'GET') {
      response.writeHead(404).end()
      return
    }
    const hash = createHash('sha256')
    incoming.on('data', (chunk: Buffer) => hash.update(chunk))
    incoming.once('end', () => response.end(`${incoming.headers.host} ${hash.digest('hex')}`))
  })
  server = await startLocaltunnelServer()
})

afterEach(async () => {
  await supervisor?.close()
  await server.kill()
  await receiver.close()
})

describe('tunnel supervisor over localtunnel', () => {
  it('goes online under the wished name and carries binary bodies unchanged, Host included', async () => {
    supervise().configure(choice(server.url, 'my-phone'), receiver.port)
    const online = await reached('online')
    expect(online).toMatchObject({
      url: `http://my-phone.localhost:${server.port}`,
      driver: 'localtunnel',
      attempt: 0,
      problem: null,
    })
    expect(names()).toEqual(['connecting', 'online'])
    const body = randomBytes(100_000)
    const host = `my-phone.localhost:${server.port}`
    const digest = createHash('sha256').update(body).digest('hex')
    expect(await post(server.port, host, body)).toEqual({ status: 200, text: `${host} ${digest}` })
    const many = await Promise.all(Array.from({ length: 40 }, () => post(server.port, host, body)))
    expect(many.every(({ text }) => text.endsWith(digest))).toBe(true)
  })

  it('survives the death of the server, reports it, and comes back by itself', async () => {
    supervise().configure(choice(server.url, 'my-phone'), receiver.port)
    await reached('online')
    const { port } = server
    await server.kill()
    const lost = await reached('lost')
    expect(lost.url).toBeNull()
    expect(lost.problem).toMatch(/^The tunnel server (takes no more connections|closed all connections)/)
    expect(lost.nextTryAt).toBeGreaterThan(lost.since)
    const retrying = await reached('retrying')
    expect(retrying.problem).toBe(
      `The tunnel server is out of reach: nothing listens on localhost:${port}. Check the internet connection and the tunnel host.`,
    )
    expect(retrying.attempt).toBeGreaterThanOrEqual(1)
    const before = states.length
    server = await startLocaltunnelServer({ port })
    await reached('online', before)
    expect((await post(port, `my-phone.localhost:${port}`, Buffer.from('back'))).status).toBe(200)
  })

  it('asks for the same name again after a loss, also where none was wished', async () => {
    supervise().configure(choice(server.url), receiver.port)
    const { url } = await reached('online')
    const { port } = server
    await server.kill()
    const before = states.indexOf(await reached('lost'))
    server = await startLocaltunnelServer({ port })
    expect((await reached('online', before)).url).toBe(url)
  })

  it('notices a tunnel that looks alive but delivers nothing, after two probes', async () => {
    supervise({ probeEvery: 30 }).configure(choice(server.url, 'my-phone'), receiver.port)
    await reached('online')
    await delay(100)
    expect(supervisor.status().state).toBe('online')
    server.forget('my-phone')
    const lost = await reached('lost')
    expect(lost.problem).toBe('Behind the public URL somebody else answers (status 404), not the receiver.')
    await reached('online', states.indexOf(lost))
  })

  it('does not blame the tunnel while the receiver itself is silent', async () => {
    supervise({ probeEvery: 20 }).configure(choice(server.url, 'my-phone'), receiver.port)
    await reached('online')
    await receiver.close()
    await delay(150)
    expect(names()).not.toContain('lost')
    receiver = await listeningServer((_, response) => response.end())
  })

  it('says that a name is taken', async () => {
    const other = createTunnelSupervisor({ drivers: tunnelDrivers, clock, log, onChange: () => undefined })
    other.configure(choice(server.url, 'my-phone'), receiver.port)
    await expect.poll(() => other.status().state).toBe('online')
    supervise().configure(choice(server.url, 'my-phone'), receiver.port)
    expect((await reached('retrying')).problem).toBe(
      `The subdomain "my-phone" is taken on localhost:${server.port}. Choose another one, or none.`,
    )
    await other.close()
    await reached('online')
  })

  it('tells refusals, pages and silence apart, and waits longer each time', async () => {
    await server.kill()
    const left = [
      { status: 403, body: '{"message":"banned"}' },
      { status: 200, body: '<html>' },
      { status: 200, body: '{"id":"x","port":1,"url":"http://x.test","max_conn_count":2}' },
      'silence' as const,
    ]
    server = await startLocaltunnelServer({ refuse: () => left.shift() ?? null })
    supervise({ openLimit: 600 }).configure(choice(server.url), receiver.port)
    await reached('online')
    const waits = states.filter((status) => status.state === 'retrying')
    expect(waits.map(({ problem }) => problem)).toEqual([
      `The tunnel server localhost:${server.port} refused with status 403 ("banned"). Try another host.`,
      `localhost:${server.port} did not answer like a localtunnel server. Check the tunnel host, or set a subdomain.`,
      'The tunnel server takes no connections: connection refused: 127.0.0.1:1 (check your firewall settings).',
      'localtunnel opened no tunnel within 0.6 s. Trying again.',
    ])
    expect(waits.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
    // 20, 40, 80, 80 ms, each shortened by an eighth (random 0.5)
    expect(waits.map(({ nextTryAt, since }) => (nextTryAt ?? 0) - since)).toEqual([18, 35, 70, 70])
  })

  it('changes name and driver while running, and is off for "none"', async () => {
    supervise().configure(choice(server.url, 'first'), receiver.port)
    supervisor.configure(choice(server.url, 'second'), receiver.port)
    expect((await reached('online')).url).toBe(`http://second.localhost:${server.port}`)
    const before = states.length
    supervisor.configure(choice(server.url, 'second'), receiver.port)
    expect(states).toHaveLength(before)
    supervisor.configure({ driver: 'none', host: server.url, subdomain: null }, receiver.port)
    expect(supervisor.status()).toMatchObject({ driver: 'none', state: 'off', url: null, problem: null })
    await expect.poll(() => server.names()).toEqual([])
    expect(states.filter(({ state }) => state === 'online')).toHaveLength(1)
    supervisor.configure({ driver: 'carrier-pigeon', host: server.url, subdomain: null }, receiver.port)
    expect(supervisor.status()).toMatchObject({
      state: 'off',
      problem: 'There is no tunnel "carrier-pigeon". Choose one of: none, localtunnel.',
    })
  })

  it('tries at once when asked to, and is final when closed', async () => {
    await server.kill()
    supervise({ firstRetry: 60_000, lastRetry: 60_000 }).configure(choice(server.url), receiver.port)
    await reached('retrying')
    server = await startLocaltunnelServer({ port: server.port })
    supervisor.retryNow()
    await reached('online')
    await supervisor.close()
    expect(supervisor.status().state).toBe('off')
    supervisor.configure(choice(server.url, 'again'), receiver.port)
    expect(supervisor.status().state).toBe('off')
  })
})

describe('tunnel supervisor over odd drivers', () => {
  const driver = (open: TunnelDriver['open']) =>
    new Map([['odd', { id: 'odd', name: 'Odd', description: '', open } satisfies TunnelDriver]])
  const odd = { driver: 'odd', host: 'http://localhost', subdomain: null }
  const never = new Promise<string>(() => undefined)

  it('closes a tunnel that opens too late', async () => {
    const closed: string[] = []
    const late: OpenTunnel = { url: 'http://late.test', ended: never, close: async () => void closed.push('late') }
    supervise(
      { openLimit: 30, firstRetry: 60_000, lastRetry: 60_000 },
      driver(() => delay(80, late)),
    ).configure(odd, 1)
    expect((await reached('retrying')).problem).toContain('within 0.03 s')
    await expect.poll(() => closed).toEqual(['late'])
  })

  it('closes a tunnel that opens after the choice changed', async () => {
    const closed: string[] = []
    const slow: OpenTunnel = { url: 'http://slow.test', ended: never, close: async () => void closed.push('slow') }
    supervise(
      {},
      driver(() => delay(50, slow)),
    ).configure(odd, 1)
    await delay(10)
    supervisor.configure({ ...odd, driver: 'none' }, 1)
    await expect.poll(() => closed).toEqual(['slow'])
    expect(names()).toEqual(['connecting', 'off'])
  })

  it('turns a driver that throws at once, or a listener that throws, into a state', async () => {
    const failing = createTunnelSupervisor({
      drivers: driver(() => {
        throw new Error('The pigeon is asleep. Wake it.')
      }),
      clock,
      log,
      onChange: () => {
        throw new Error('listener')
      },
    })
    failing.configure(odd, 1)
    await expect.poll(() => failing.status().problem).toBe('The pigeon is asleep. Wake it.')
    await failing.close()
  })

  it('does not wait for ever for a tunnel that hangs while closing', async () => {
    const stuck: OpenTunnel = { url: 'http://stuck.test', ended: never, close: () => new Promise(() => undefined) }
    supervise(
      { closeLimit: 30 },
      driver(async () => stuck),
    ).configure(odd, 1)
    await reached('online')
    await supervisor.close()
    expect(supervisor.status().state).toBe('off')
  })
})

it('doubles up to the last wait and starts over when reset', () => {
  const backOff = createBackOff(250, 30_000, () => 0)
  expect(Array.from({ length: 9 }, () => backOff.next())).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ])
  backOff.reset()
  expect(backOff.next()).toBe(250)
})

it('shortens by at most a quarter, so that clients of a server that comes back spread out', () => {
  expect(createBackOff(1_000, 1_000, () => 0.999_999).next()).toBe(750)
})
