import { afterAll, beforeAll, expect, test } from 'vitest'
import { HostStatus } from '#shared/model/status.ts'
import { readHostStatus } from '../../../../src/main/engine/flows/host-status.ts'
import { createRateMeter } from '../../../../src/main/engine/lib/rate-meter.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { delivery, endpoint, indexed } from '../store/sample-store.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

test('fresh: receiving, no tunnel, nothing there', async () => {
  const status = await t.engine.hostStatus()
  expect(HostStatus.parse(status)).toEqual(status)
  expect(status).toMatchObject({
    receiver: { state: 'receiving', host: '127.0.0.1', port: t.engine.receiverStatus().port, problem: null },
    tunnel: { driver: 'none', state: 'off', url: null, problem: null },
    ...{ deliveries: 0, perMinute: 0, unindexed: 0, refused: {} },
  })
  expect(status.storeBytes).toBeGreaterThan(0)
})

test('figures follow what comes in and what is turned away; removed deliveries do not count', async () => {
  const { token } = await t.engine.endpoints.create({ name: 'A', provider: null, target: null })
  const { url } = t.engine.receiverStatus()
  const before = (await t.engine.hostStatus()).storeBytes
  for (let n = 0; n < 3; n++) await post(`${url}/in/${token}`, plainRequest(Buffer.alloc(200_000, 'x')))
  await post(`${url}/in/nobody`, plainRequest(Buffer.from('{}')))
  await indexed(t.engine.store, 3)
  const status = await t.engine.hostStatus()
  expect(status).toMatchObject({ deliveries: 3, perMinute: 3, unindexed: 0, refused: { 404: 1 } })
  expect(status.storeBytes - before).toBeGreaterThan(500_000)

  const rows = await t.engine.store.page({ query: '', limit: 2 })
  await t.engine.removeDeliveries(rows.map(({ id }) => id))
  expect(await t.engine.hostStatus()).toMatchObject({ deliveries: 1, perMinute: 3 })
})

test('what is not in the search index yet is counted, and never below nothing', async () => {
  const { store } = t.engine
  await store.putEndpoint(endpoint)
  const { seq } = await store.insertDelivery(delivery('dlv_later'))
  const sources = {
    receiver: t.engine.receiverStatus,
    tunnel: t.engine.tunnelStatus,
    refused: new Map(),
    rates: createRateMeter(Date.now),
  }
  const withIndex = (through: number) =>
    readHostStatus({ ...sources, store: { ...store, indexedThrough: async () => through } })
  expect((await withIndex(seq - 2)).unindexed).toBe(2)
  expect((await withIndex(seq + 5)).unindexed).toBe(0)
})

test('when the store is gone nothing is acknowledged, the receiver says so, and there are no figures', async () => {
  const { token } = await t.engine.endpoints.create({ name: 'B', provider: null, target: null })
  const { url } = t.engine.receiverStatus()
  await t.engine.store.close()
  expect((await post(`${url}/in/${token}`, plainRequest(Buffer.from('{}')))).status).toBe(503)
  expect(t.engine.receiverStatus()).toMatchObject({ state: 'refusing', problem: expect.stringMatching(/\S/) })
  await expect(t.engine.hostStatus()).rejects.toMatchObject({ code: 'closed' })
})
