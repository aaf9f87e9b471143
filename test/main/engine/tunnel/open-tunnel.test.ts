import { expect, test } from 'vitest'
import { errorText, openWithin } from '../../../../src/main/engine/tunnel/open-tunnel.ts'
import type { OpenTunnel, TunnelDriver } from '../../../../src/main/engine/tunnel/tunnel-driver.ts'
import { keptLog } from '../../../support/kept-log.ts'

const never = new AbortController().signal

function tunnelOf(close: () => Promise<void> = async () => undefined): OpenTunnel {
  return { url: 'https://x.example.com', ended: new Promise(() => undefined), close }
}

/** One try of a driver that opens like this. */
function openBy(open: TunnelDriver['open'], { limitMs = 1000, signal = never, log = keptLog() } = {}) {
  const driver: TunnelDriver = { id: 'own', name: 'Own tunnel', description: 'x', open }
  const request = { port: 1, host: 'http://localhost:1', subdomain: null, previousUrl: null }
  return openWithin(limitMs, { driver, request }, signal, log)
}

test('a tunnel that opens in time', async () => {
  const tunnel = tunnelOf()
  expect(await openBy(async () => tunnel)).toEqual({ ok: true, tunnel })
})

test.each<[string, TunnelDriver['open']]>([
  ['rejects', async () => Promise.reject(new Error('no way'))],
  [
    'throws at once',
    () => {
      throw new Error('no way')
    },
  ],
])('a driver that %s', async (_name, open) => {
  expect(await openBy(open)).toEqual({ ok: false, problem: 'no way' })
})

test('a driver that does not listen is given up; its late tunnel is closed', async () => {
  const late = Promise.withResolvers<OpenTunnel>()
  const closed = Promise.withResolvers<void>()
  const seen: AbortSignal[] = []
  const open = (_request: unknown, signal: AbortSignal) => {
    seen.push(signal)
    return late.promise
  }
  expect(await openBy(open, { limitMs: 20 })).toEqual({
    ok: false,
    problem: 'Own tunnel opened no tunnel within 0.02 s. Trying again.',
  })
  expect(seen[0]?.aborted).toBe(true)
  late.resolve(tunnelOf(async () => closed.resolve()))
  await closed.promise
})

test('ended from outside it does not wait for the limit', async () => {
  const stop = new AbortController()
  const opening = openBy(() => new Promise(() => undefined), { limitMs: 600_000, signal: stop.signal })
  stop.abort()
  expect(await opening).toMatchObject({ ok: false })
})

test('a late tunnel that does not close is told to the log', async () => {
  const log = keptLog()
  const late = Promise.withResolvers<OpenTunnel>()
  await openBy(() => late.promise, { limitMs: 10, log })
  late.resolve(tunnelOf(async () => Promise.reject(new Error('stuck'))))
  await expect.poll(() => log.lines).toMatchObject([{ level: 'warn', fields: { error: 'stuck' } }])
})

test('the text of whatever was thrown', () => {
  expect([new Error('a'), 'b', null].map(errorText)).toEqual(['a', 'b', 'null'])
})
