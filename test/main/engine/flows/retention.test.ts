import { expect, onTestFinished, test } from 'vitest'
import type { Retention } from '#shared/model/retention.ts'
import { createRetention } from '../../../../src/main/engine/flows/retention.ts'
import { type DeliveryOptions, delivery, noon } from '../../../support/fake-log.ts'
import { keptLog } from '../../../support/kept-log.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { startTestEngine } from '../../../support/start-engine.ts'
import { sampleViews } from '../reading/sample-views.ts'

const none: Retention = { days: null, count: null, bytes: null }
const day = 86_400_000

/** Five deliveries of an endpoint, a day apart, the newest at noon; each body has 10 bytes. */
async function fiveDays() {
  const views = sampleViews()
  const seqs: number[] = []
  for (let age = 4; age >= 0; age -= 1) {
    const options: DeliveryOptions = { body: '"12345678"', top: { receivedAt: noon - age * day } }
    seqs.push(views.log.add(delivery(options)))
    views.log.add(delivery({ top: { endpointId: 'end_2', receivedAt: noon - age * day } }))
  }
  await views.catchUp()
  const beyond = (retention: Partial<Retention>) => {
    const bounds = views.reader.retentionBounds('end_1', { ...none, ...retention }, noon)
    return views.reader.beyondRetention('end_1', bounds, 100).map(({ seq }) => seqs.indexOf(seq))
  }
  return { views, seqs, beyond }
}

test.each<[Partial<Retention>, readonly number[]]>([
  [{}, []],
  [{ days: 2 }, [0, 1]],
  [{ days: 2.5 }, [0, 1]],
  [{ days: 1.9 }, [0, 1, 2]],
  [{ days: 9 }, []],
  [{ count: 5 }, []],
  [{ count: 2 }, [0, 1, 2]],
  [{ bytes: 50 }, []],
  [{ bytes: 49 }, [0]],
  [{ bytes: 20 }, [0, 1, 2]],
  [{ bytes: 1 }, [0, 1, 2, 3, 4]],
  [{ days: 3, count: 4, bytes: 20 }, [0, 1, 2]],
])('beyond %j', async (retention, expected) => {
  const { beyond } = await fiveDays()
  expect(beyond(retention)).toEqual(expected)
})

test('pinned deliveries stay, and are told in the preview', async () => {
  const { views, seqs, beyond } = await fiveDays()
  views.log.add({ kind: 'annotated', about: seqs[0]!, change: { pinned: true } })
  await views.catchUp()
  expect(beyond({ count: 2 })).toEqual([1, 2])
  expect(views.reader.retentionPreview('end_1', { ...none, count: 2 }, noon)).toEqual({
    ...{ count: 2, bytes: 20, pinned: 1 },
    ...{ oldest: noon - 3 * day, newest: noon - 2 * day },
  })
  expect(views.reader.retentionPreview('end_1', none, noon)).toEqual({
    ...{ count: 0, bytes: 0, pinned: 0, oldest: null, newest: null },
  })
  expect(views.reader.retentionPreview('nobody', { ...none, count: 1 }, noon)).toMatchObject({ count: 0 })
})

test('off until it is set; then it removes in the background, says so, and leaves what is pinned', async () => {
  const t = await startTestEngine()
  onTestFinished(() => t.remove())
  const { id, url } = await t.endpoint(null)
  const ids: string[] = []
  for (let n = 0; n < 4; n += 1) ids.push(await t.send(url, plainRequest(Buffer.from(`{"n":${n}}`))))
  await t.engine.annotate(ids[0]!, { pinned: true })
  await t.engine.retention.run()
  expect((await t.engine.deliveries.count({ query: '' })).count).toBe(4)

  const retention = { ...none, count: 2 }
  await t.engine.settled()
  const preview = await t.api.calls['retention.preview']({ endpointId: id, retention })
  expect(preview).toMatchObject({ count: 1, bytes: 7, pinned: 1 })
  await t.api.calls['endpoints.update']({ id, retention })
  expect((await t.engine.endpointStatuses())[0]).toMatchObject({ retention })
  await t.engine.retention.run()
  await t.engine.settled()
  expect((await t.engine.deliveries.page({ query: '', limit: 9 })).map((row) => row.id)).toEqual([
    ids[3],
    ids[2],
    ids[0],
  ])
  expect((await t.engine.endpointStatuses())[0]?.retained).toMatchObject({ removed: 1, bytes: 7 })
  expect(t.lines.map(({ message }) => message)).toContain(
    '1 delivery (7 bytes) beyond the retention of null were removed',
  )

  await t.api.calls['endpoints.update']({ id, retention: null })
  await t.engine.retention.run()
  expect((await t.engine.deliveries.count({ query: '' })).count).toBe(3)
  await expect(t.api.calls['retention.preview']({ endpointId: 'end_none', retention })).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('taken back while it is at work, it stops', async () => {
  const retention = { ...none, count: 1 }
  let endpoints = [{ id: 'end_1', name: 'Sales', retention }]
  const removed: number[] = []
  const log = keptLog()
  const flow = createRetention({
    ports: { clock: { now: () => noon, elapsed: () => 0 }, log },
    endpoints: {
      list: () => endpoints,
      get: () => endpoints[0],
      changed: { subscribe: () => () => undefined },
    } as never,
    views: {
      settled: async () => undefined,
      read: {
        retentionBounds: async () => ({ through: 100, before: null }),
        beyondRetention: async () => [{ seq: removed.length + 1, size: 5 }],
      } as never,
    },
    capture: {
      async remove(seqs: readonly number[]) {
        removed.push(...seqs)
        if (removed.length === 2) endpoints = [{ ...endpoints[0]!, retention: { ...retention, count: 50 } }]
        return seqs
      },
    } as never,
    onRemoved: () => undefined,
  })
  await flow.run()
  expect(removed).toEqual([1, 2])
  expect(flow.removed('end_1')).toEqual({ removed: 2, bytes: 10, lastAt: noon })
  expect(log.lines[0]?.message).toBe('2 deliveries (10 bytes) beyond the retention of Sales were removed')
  await flow.close()
})
