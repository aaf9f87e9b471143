import { rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { CaptureEndpoint, CaptureNotice } from '../../../../src/main/engine/capture/contract.ts'
import {
  type CaptureSupervisor,
  type ReceiverAddress,
  type ReceiverSettings,
  startCapture,
} from '../../../../src/main/engine/capture/supervisor.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { openLogReader } from '../../../../src/main/engine/log/log-reader.ts'
import type { EnginePorts } from '../../../../src/main/engine/ports.ts'
import { replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { RawConnection, rawRequest } from '../../../support/raw-http.ts'
import { dataFolder, endpoint, requestBytes, resourcesDir, secret } from './open-test-capture.ts'

interface Options {
  readonly address?: Partial<ReceiverAddress>
  readonly settings?: Partial<ReceiverSettings>
  readonly dataDir?: string
}

const mib = 1024 * 1024

/** A real capture thread under its supervisor. */
async function start({ address, settings, dataDir = dataFolder() }: Options = {}) {
  const notices: CaptureNotice[] = []
  const changes: string[] = []
  const errors: unknown[] = []
  const gaveUp: string[] = []
  let endpoints: readonly CaptureEndpoint[] = [endpoint]
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void errors.push(message) }
  let running: CaptureSupervisor | null = null
  const supervisor = await startCapture({
    // The rest of the ports is none of its business.
    ports: { dataDir, resourcesDir, log } as unknown as EnginePorts,
    packsDir: `${dataDir}/packs`,
    address: { host: '127.0.0.1', port: null, ...address },
    settings: { port: await freePort(), bodyLimit: mib, ...settings },
    snapshot: () => ({ endpoints, tunnelUrl: null, approvedTargets: [] }),
    onNotice: (notice) => notices.push(notice),
    onChange: () => changes.push(running?.status().state ?? 'starting'),
    onRestart: () => undefined,
    onGiveUp: (problem) => gaveUp.push(problem),
  })
  running = supervisor
  onTestFinished(() => supervisor.close())
  const port = () => supervisor.status().port
  return {
    supervisor,
    notices,
    changes,
    errors,
    gaveUp,
    port,
    dataDir,
    setEndpoints: (next: readonly CaptureEndpoint[]) => {
      endpoints = next
    },
    send: (body?: Buffer) =>
      rawRequest(port(), requestBytes(body === undefined ? signed() : { body })).then(({ status }) => status),
  }
}

const signed = () => replicerRequest(sampleBody('replicer', 'call.ended'), secret.value)

/** A program that holds a port of this machine. */
async function holder(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('deliveries come in, and the host hears of them', async () => {
  const { supervisor, send, notices, port } = await start()

  expect(supervisor.status()).toEqual({
    state: 'receiving',
    host: '127.0.0.1',
    port: port(),
    url: `http://127.0.0.1:${port()}`,
    problem: null,
  })
  expect(await send()).toBe(200)
  await expect.poll(() => notices.length).toBeGreaterThan(0)
  expect(notices[0]).toMatchObject({ through: 1, arrived: { end_1: 1 }, matched: { sec_1: expect.any(Number) } })
})

test('a thread that dies is back at its port within seconds; meanwhile the status says so', async () => {
  const { supervisor, send, changes, port, dataDir } = await start()
  expect(await send()).toBe(200)
  const before = port()
  for (let round = 1; round <= 3; round += 1) {
    changes.length = 0
    supervisor.kill()
    await expect.poll(() => changes[0], { interval: 5 }).toBe('stopped')
    expect(supervisor.status()).toMatchObject({
      port: before,
      problem: expect.stringContaining('is being started again'),
    })
    await expect.poll(() => supervisor.status().state, { interval: 5 }).toBe('receiving')
    expect(port()).toBe(before)
    expect(await send()).toBe(200)
  }

  const reader = openLogReader(logPaths(dataDir))
  expect(reader.after(0, 100).filter(({ kind }) => kind === 'delivery')).toHaveLength(4)
  reader.close()
})

test('requests that were under way when the thread died are counted', async () => {
  const { supervisor, send, port } = await start()
  expect(supervisor.warnings()).toEqual([])
  const halves = await Promise.all([1, 2].map(() => RawConnection.open(port())))
  for (const half of halves)
    await half.write(`POST /in/${endpoint.token} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\nhalf`)
  expect(await send()).toBe(200)
  // The answer is here before the thread has put it down.
  await new Promise((resolve) => setTimeout(resolve, 50))

  supervisor.kill()

  for (const half of halves) expect(await half.rest()).toHaveLength(0)
  await expect
    .poll(() => supervisor.warnings())
    .toEqual(['The capture thread stopped once in this run and was started again; 2 requests under way got no answer.'])
})

test('a thread that cannot be started again is given up, and the host is told', async () => {
  const { supervisor, port, gaveUp } = await start()
  const lost = port()
  supervisor.kill()
  const thief = createServer()
  onTestFinished(() => void thief.close())
  const steal = () =>
    new Promise<boolean>((resolve) => {
      thief.once('error', () => resolve(false)).listen(lost, '127.0.0.1', () => resolve(true))
    })
  while (!(await steal())) await new Promise((resolve) => setTimeout(resolve, 1))

  await expect.poll(() => gaveUp).toHaveLength(1)

  expect(gaveUp[0]).toMatch(
    /^Deliveries cannot be taken: the capture thread keeps stopping .*Start Switchhook again\.$/,
  )
  expect(supervisor.status()).toMatchObject({ state: 'stopped', problem: gaveUp[0] })
})

test('what was asked of a thread that dies rejects; what is asked while it starts waits', async () => {
  const { supervisor } = await start()
  const draining = supervisor.remote.expectSample('end_1', new Uint8Array(3), null)
  supervisor.kill()
  const later = supervisor.remote.started()

  await draining.catch((error) => expect(error).toMatchObject({ code: 'unavailable' }))
  await later.catch((error) => expect(error).toMatchObject({ code: 'unavailable' }))
  await expect.poll(() => supervisor.status().state).toBe('receiving')
  expect(await supervisor.remote.started()).toMatchObject({ port: supervisor.status().port })
})

test('what changed while it was away holds when it is back', async () => {
  const { supervisor, send, setEndpoints } = await start()
  supervisor.kill()
  setEndpoints([])
  await supervisor.publish().catch(() => undefined)
  await expect.poll(() => supervisor.status().state).toBe('receiving')

  expect(await send()).toBe(404)
})

test('a port that was taken by another program is passed over, and the chosen one stays over a death', async () => {
  const taken = await holder()
  const { supervisor, send, port } = await start({ settings: { port: taken } })
  const chosen = port()
  expect(chosen).not.toBe(taken)

  supervisor.kill()
  await expect.poll(() => supervisor.status().state).toBe('stopped')
  await expect.poll(() => supervisor.status().state).toBe('receiving')

  expect(port()).toBe(chosen)
  expect(await send()).toBe(200)
})

test('a strict port that is taken is a conflict', async () => {
  const port = await holder()

  await expect(start({ address: { port } })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use by another program`),
  })
})

test('a port that is lost during a death is waited for', async () => {
  const { supervisor, send, port } = await start()
  const lost = port()
  supervisor.kill()
  const thief = createServer()
  const steal = () =>
    new Promise<boolean>((resolve) => {
      thief.once('error', () => resolve(false)).listen(lost, '127.0.0.1', () => resolve(true))
    })
  // The thread lets go of the port only when it has ended.
  while (!(await steal())) await new Promise((resolve) => setTimeout(resolve, 1))
  await expect.poll(() => supervisor.status().state).toBe('stopped')
  await new Promise((resolve) => setTimeout(resolve, 400))
  await new Promise((resolve) => thief.close(resolve))

  await expect.poll(() => supervisor.status().state).toBe('receiving')
  expect(port()).toBe(lost)
  expect(await send()).toBe(200)
})

test('it moves to another port; the old one is left', async () => {
  const { supervisor, send, port } = await start()
  const before = port()
  const next = await freePort()

  await supervisor.apply({ port: next, bodyLimit: mib })

  expect(port()).toBe(next)
  expect(await send()).toBe(200)
  await expect(RawConnection.open(before)).rejects.toThrow('ECONNREFUSED')
  supervisor.kill()
  await expect.poll(() => supervisor.status().state).toBe('stopped')
  await expect.poll(() => supervisor.status().state).toBe('receiving')
  expect(port()).toBe(next)
})

test('a move that fails leaves it where it is, and can be asked for again', async () => {
  const { supervisor, send, port } = await start()
  const before = port()
  const next = { port: await freePort(), bodyLimit: mib }
  const failing = expect(supervisor.apply(next)).rejects.toMatchObject({ code: 'unavailable' })
  supervisor.kill()
  await failing
  await expect.poll(() => supervisor.status().state).toBe('receiving')
  expect(port()).toBe(before)

  await supervisor.apply(next)

  expect(port()).toBe(next.port)
  expect(await send()).toBe(200)
})

test('a port that was told on the command line overrules the settings', async () => {
  const port = await freePort()
  const { supervisor, send } = await start({ address: { port } })

  await supervisor.apply({ port: await freePort(), bodyLimit: mib })

  expect(supervisor.status().port).toBe(port)
  expect(await send()).toBe(200)
})

test('a new body limit holds at once, and over a death; refusals are counted by their status', async () => {
  const { supervisor, send, port, changes } = await start()
  const body = Buffer.alloc(2000)
  expect(await send(body)).toBe(200)

  await supervisor.apply({ port: port(), bodyLimit: 1000 })

  expect(await send(body)).toBe(413)
  changes.length = 0
  await rawRequest(port(), requestBytes({}, 'e'.repeat(32)))
  await expect
    .poll(() => [...supervisor.refused].toSorted())
    .toEqual([
      [404, 1],
      [413, 1],
    ])
  expect(changes).toContain('receiving')
  supervisor.kill()
  await expect.poll(() => supervisor.status().state).toBe('stopped')
  await expect.poll(() => supervisor.status().state).toBe('receiving')
  expect(await send(body)).toBe(413)
  await expect.poll(() => supervisor.refused.get(413)).toBe(2)
})

test('it drains and closes', async () => {
  const { supervisor, send, port } = await start()
  await send()
  const last = port()

  await supervisor.drain()
  await expect(RawConnection.open(last)).rejects.toThrow('ECONNREFUSED')
  await supervisor.close()

  await expect(supervisor.publish()).rejects.toMatchObject({ code: 'closed' })
})

test('one whose data is gone for good gives up, and says so: a host can end with a code', {
  timeout: 60_000,
}, async () => {
  const { supervisor, dataDir, gaveUp } = await start()
  rmSync(dataDir, { recursive: true })
  writeFileSync(dataDir, 'the disk was taken away')

  supervisor.kill()

  await expect.poll(() => gaveUp, { timeout: 30_000 }).toEqual([expect.stringContaining('keeps stopping')])
  expect(supervisor.status()).toMatchObject({ state: 'stopped', problem: gaveUp[0] })
})
