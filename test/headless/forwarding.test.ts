import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type BuiltHost, startBuiltHost } from '../support/built-host.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { untilCurrent } from '../support/host-api.ts'

/** What the built host promises while it forwards, held to it by SIGKILL. */

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** An app that notes each body it gets, in order. */
async function startApp(port = 0) {
  const bodies: string[] = []
  const server: Server = createServer((incoming, response) => {
    let body = ''
    incoming
      .on('data', (piece) => {
        body += piece
      })
      .on('end', () => {
        bodies.push(body)
        response.end(`got ${body}`)
      })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const close = async () => {
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeAllConnections()
    await closed
  }
  endings.push(() => close().catch(() => undefined))
  return { bodies, close, port: (server.address() as AddressInfo).port }
}

async function start(data: string, port: number, storeAndForward: boolean): Promise<BuiltHost> {
  const target = `http://127.0.0.1:${port}/hooks`
  const config = {
    tunnel: 'none',
    endpoints: [{ name: 'Any', mode: 'forward', target, forward: { storeAndForward } }],
  }
  const host = await startBuiltHost({ data, config })
  endings.push(() => host.stop())
  return host
}

const send = (host: BuiltHost, body: string) =>
  fetch(host.url('Any'), { method: 'POST', body }).then(
    async (response) => ({ status: response.status, text: await response.text() }),
    () => null,
  )

/** Every delivery of a host with its body, oldest first. */
async function deliveries(host: BuiltHost) {
  const api = await host.api()
  try {
    await untilCurrent(api, 0, 30_000)
    const { rows } = await api.call('deliveries.page', { limit: 500 })
    const found = []
    for (const { id } of rows.reverse()) {
      const detail = await api.call('deliveries.get', { id })
      const { base64 } = await api.call('deliveries.body', { id })
      found.push({ detail, body: Buffer.from(base64, 'base64').toString() })
    }
    return found
  } finally {
    api.close()
  }
}

function folder(): string {
  const made = temporaryFolder()
  endings.push(made.remove)
  return join(made.path, 'data')
}

test('killed while it forwards: whatever the app or the provider has is there, once', async () => {
  const data = folder()
  const app = await startApp()
  const answered: string[] = []
  let next = 0
  for (let round = 0; round < 3; round++) {
    const host = await start(data, app.port, false)
    let killed = false
    const senders = Array.from({ length: 8 }, async () => {
      while (!killed) {
        const body = `n${next++}`
        const answer = await send(host, body)
        if (answer?.status === 200) {
          expect(answer.text).toBe(`got ${body}`)
          answered.push(body)
        }
      }
    })
    const goal = answered.length + 40
    await expect.poll(() => answered.length, { interval: 1 }).toBeGreaterThan(goal)
    killed = true
    await host.kill()
    await Promise.all(senders)
  }
  const found = (await deliveries(await start(data, app.port, false))).map(({ body }) => body)
  expect(found.length).toBe(new Set(found).size)
  expect([...app.bodies, ...answered].filter((body) => !found.includes(body))).toEqual([])
  // Nothing is sent again by itself.
  expect(app.bodies.length).toBe(new Set(app.bodies).size)
}, 90_000)

test('killed while the queue goes out: nothing that got its 202 is lost, and what may have gone twice says so', async () => {
  const data = folder()
  const app = await startApp()
  await app.close()
  let host = await start(data, app.port, true)
  const accepted: string[] = []
  for (let n = 0; n < 60; n++) if ((await send(host, `n${n}`))?.status === 202) accepted.push(`n${n}`)
  expect(accepted).toHaveLength(60)
  await host.kill()

  host = await start(data, app.port, true)
  const back = await startApp(app.port)
  await expect.poll(() => back.bodies.length, { interval: 1 }).toBeGreaterThan(5)
  await host.kill()
  host = await start(data, app.port, true)

  await expect.poll(() => new Set(back.bodies).size, { timeout: 30_000 }).toBe(60)
  const first = [...new Set(back.bodies)]
  expect(first).toEqual(accepted)
  await expect.poll(async () => (await deliveries(host)).every(({ detail }) => detail.forward === 'ok')).toBe(true)
  const twice = back.bodies.filter((body, at) => back.bodies.indexOf(body) !== at)
  for (const { detail, body } of await deliveries(host)) {
    const told = detail.forwards.some(({ mayRepeat }) => mayRepeat)
    if (twice.includes(body)) expect(told, body).toBe(true)
  }
}, 90_000)
