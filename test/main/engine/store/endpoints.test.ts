import { expect, test } from 'vitest'
import { answer, delivery, endpoint, noon, tempStore } from './sample-store.ts'

test('an endpoint is put, changed and listed by age', async () => {
  const { store } = await tempStore()
  const young = { ...endpoint, id: 'end_2', token: 'token-2', createdAt: noon + 1, recipe: null, configKey: 'desk' }
  await store.putEndpoint(young)
  await store.putEndpoint(endpoint)
  await store.putEndpoint({ ...endpoint, name: 'Renamed', target: null })
  expect(await store.endpoints()).toEqual([{ ...endpoint, name: 'Renamed', target: null }, young])
})

test('a token stands for one endpoint only', async () => {
  const { store } = await tempStore()
  await store.putEndpoint(endpoint)
  await expect(store.putEndpoint({ ...endpoint, id: 'end_2' })).rejects.toMatchObject({
    code: 'conflict',
    message: 'The store already holds something with the same endpoints.token.',
  })
})

test('secrets keep their sealed bytes through changes', async () => {
  const { store } = await tempStore()
  await store.putEndpoint(endpoint)
  const secret = {
    id: 'sec_1',
    endpointId: 'end_1',
    label: 'live',
    // A view on a larger buffer, as a Buffer of Node is.
    sealed: Buffer.from([9, 8, 7, 6]).subarray(1, 3),
    addedAt: noon,
    lastMatchAt: null,
    retiredAt: null,
  }
  await store.putSecret(secret)
  await store.touchSecret('sec_1', noon + 5)
  await store.putSecret({ ...secret, label: 'old', lastMatchAt: noon + 5, retiredAt: noon + 9 })
  expect(await store.secrets()).toEqual([
    { ...secret, sealed: new Uint8Array([8, 7]), label: 'old', lastMatchAt: noon + 5, retiredAt: noon + 9 },
  ])
  await store.removeSecret('sec_1')
  expect(await store.secrets()).toEqual([])
})

test('secrets of nobody and touches of nothing are not found', async () => {
  const { store } = await tempStore()
  const secret = { id: 's', endpointId: 'nope', label: 'x', sealed: new Uint8Array(), addedAt: 1 }
  const missing = { code: 'not-found' }
  await expect(store.putSecret({ ...secret, lastMatchAt: null, retiredAt: null })).rejects.toMatchObject(missing)
  await expect(store.touchSecret('nope', 1)).rejects.toMatchObject(missing)
  await expect(store.removeSecret('nope')).rejects.toMatchObject(missing)
})

test('figures follow arrivals, answers and removals', async () => {
  const { store } = await tempStore()
  expect(await store.endpointFigures()).toEqual(new Map())
  await store.insertDelivery(delivery('a', { top: { receivedAt: noon } }))
  const { seq } = await store.insertDelivery(delivery('b', { top: { receivedAt: noon + 7 } }))
  await store.insertDelivery(delivery('c', { top: { endpointId: 'end_2' } }))
  await store.setAnswer(seq, answer(202))
  expect(await store.endpointFigures()).toEqual(
    new Map([
      ['end_1', { deliveries: 2, lastAt: noon + 7, lastStatus: 202 }],
      ['end_2', { deliveries: 1, lastAt: noon, lastStatus: null }],
    ]),
  )
  await store.removeDeliveries(['b', 'c'])
  expect(await store.endpointFigures()).toEqual(new Map([['end_1', { deliveries: 1, lastAt: noon, lastStatus: null }]]))
})

test('settings are any JSON', async () => {
  const { store } = await tempStore()
  expect(await store.setting('none')).toBeUndefined()
  for (const value of [{ a: [1, null, 'é'] }, 'text', false, null]) {
    await store.putSetting('key', value)
    expect(await store.setting('key')).toEqual(value)
  }
})
