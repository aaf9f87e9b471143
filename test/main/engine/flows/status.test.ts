import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { EndpointStatus } from '#shared/model/endpoint.ts'
import { HostStatus } from '#shared/model/status.ts'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

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
    ...{ deliveries: 0, perMinute: 0, warnings: [], refused: {} },
  })
  expect(status.storeBytes).toBeGreaterThan(0)
})

test('figures follow what comes in and what is turned away; removed deliveries do not count', async () => {
  const { id: endpointId, url } = await t.endpoint(null)
  const before = (await t.engine.hostStatus()).storeBytes
  // Bytes that do not compress.
  for (let n = 0; n < 3; n++) await post(url, plainRequest(Buffer.from(t.engine.ports.randomBytes(200_000))))
  await post(`${t.engine.receiverStatus().url}/in/nobody`, plainRequest(Buffer.from('{}')))
  await t.engine.settled()
  await expect
    .poll(() => t.engine.hostStatus())
    .toMatchObject({ deliveries: 3, perMinute: 3, refused: { 404: 1 }, views: { state: 'current' } })
  expect((await t.engine.hostStatus()).storeBytes - before).toBeGreaterThan(500_000)
  await expect
    .poll(async () => (await t.engine.endpointStatuses()).find(({ id }) => id === endpointId))
    .toMatchObject({ deliveries: 3, perMinute: 3, lastStatus: 200, url, publicUrl: null })
  for (const status of await t.engine.endpointStatuses()) expect(EndpointStatus.parse(status)).toEqual(status)

  const rows = await t.engine.deliveries.page({ query: '', limit: 2 })
  await t.engine.deliveries.remove(rows.map(({ id }) => id))
  await t.engine.settled()
  expect(await t.engine.hostStatus()).toMatchObject({ deliveries: 1, perMinute: 3 })
  expect(await t.engine.endpointStatuses()).toMatchObject([{ deliveries: 1, lastStatus: 200 }])
})

test('while nothing can be stored it refuses and says why; with the next delivery that is stored it receives again', async () => {
  const { url } = await t.endpoint(null)
  const request = plainRequest(Buffer.from('{}'))
  const db = openDatabase(logPaths(t.dataDir).database)
  onTestFinished(() => void db.close())
  const { count } = await t.engine.deliveries.count({ query: '' })
  db.exec("CREATE TRIGGER no_more BEFORE INSERT ON log BEGIN SELECT raise(ABORT, 'the disk is full'); END")
  expect((await post(url, request)).status).toBe(503)
  await expect.poll(t.engine.receiverStatus).toMatchObject({
    state: 'refusing',
    problem: expect.stringContaining('the disk is full'),
  })
  expect((await t.engine.hostStatus()).refused).toMatchObject({ 503: 1 })
  db.exec('DROP TRIGGER no_more')
  expect((await post(url, request)).status).toBe(200)
  await expect.poll(t.engine.receiverStatus).toMatchObject({ state: 'receiving', problem: null })
  await t.engine.settled()
  expect((await t.engine.deliveries.count({ query: '' })).count).toBe(count + 1)
})

test('what was done to files at the start is told: a log that was damaged, bodies of nobody', async () => {
  const first = await startTestEngine()
  onTestFinished(() => first.remove())
  const { dataDir } = first
  await first.close()
  const paths = logPaths(dataDir)
  writeFileSync(paths.database, '')
  mkdirSync(paths.bodies, { recursive: true })
  writeFileSync(join(paths.bodies, 'stranger'), 'x')
  const second = await startTestEngine({ dataDir })
  const { warnings } = await second.engine.hostStatus()
  expect(warnings).toEqual([expect.stringContaining('switchhook.damaged-1.db'), expect.stringContaining('put aside')])
  await second.close()
})
