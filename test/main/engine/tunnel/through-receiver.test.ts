import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { prepareHeaders } from '../../../../src/main/engine/replay/prepare-headers.ts'
import { sendRequest } from '../../../../src/main/engine/replay/send-request.ts'
import { tunnelDrivers } from '../../../../src/main/engine/tunnel/registry.ts'
import { createTunnelSupervisor } from '../../../../src/main/engine/tunnel/supervisor.ts'
import { startLocaltunnelServer } from '../../../support/localtunnel-server.ts'
import { realClock as clock, path, startTestServer } from '../capture/start-test-server.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

it('brings deliveries to the real receiver byte for byte, by the public name; probes are no deliveries', async () => {
  const server = await startLocaltunnelServer()
  const receiver = await startTestServer()
  const states: string[] = []
  const delays = { probeEvery: 25, probeAgain: 10 }
  const supervisor = createTunnelSupervisor({
    ...{ drivers: tunnelDrivers, clock, log, delays },
    onChange: ({ state }) => states.push(state),
  })
  onTestFinished(async () => {
    await supervisor.close()
    await receiver.stop()
    await server.kill()
  })
  supervisor.configure({ driver: 'localtunnel', host: server.url, subdomain: 'my-phone' }, receiver.port)
  await expect.poll(() => supervisor.status().state).toBe('online')

  const target = `${supervisor.status().url}${path}/sms?id=7`
  const send = (bytes: Buffer) =>
    sendRequest({
      method: 'POST',
      target,
      headers: prepareHeaders([['X-Signature', 'v1=abc']], target, bytes.length).headers,
      body: { kind: 'memory', bytes },
      signal: new AbortController().signal,
      clock,
    })
  const bodies = Array.from({ length: 30 }, (_, index) => randomBytes(index * 1_000))
  const outcomes = await Promise.all(bodies.map(send))
  expect(outcomes.map(({ status, error }) => [status, error])).toEqual(bodies.map(() => [200, null]))

  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  const arrived = receiver.deliveries.map(({ body }) => (body.kind === 'memory' ? digest(body.bytes) : 'spooled'))
  expect(arrived.toSorted()).toEqual(bodies.map(digest).toSorted())
  const [first] = receiver.deliveries
  expect(first?.request.target).toBe(`${path}/sms?id=7`)
  expect(first?.request.headers).toContainEqual(['Host', `my-phone.localhost:${server.port}`])

  await delay(150)
  expect(receiver.refusals.length).toBeGreaterThanOrEqual(4)
  expect(new Set(receiver.refusals.map(({ status }) => status))).toEqual(new Set([404]))
  expect(receiver.deliveries).toHaveLength(bodies.length)
  expect(states).toEqual(['connecting', 'online'])
})
