import { expect, test } from 'vitest'
import type { PageRequest, Store } from '../../../../src/main/engine/store/store.ts'
import { delivery, tempStore } from './sample-store.ts'

async function fill(store: Store, count: number): Promise<void> {
  const kind = (n: number) => (n % 2 === 0 ? 'even' : 'odd')
  const all = Array.from({ length: count }, (_, n) =>
    store.insertDelivery(delivery(`dlv_${n + 1}`, { facts: { eventType: kind(n + 1) } })),
  )
  await Promise.all(all)
}

async function seqs(store: Store, request: Partial<PageRequest>): Promise<number[]> {
  return (await store.page({ query: '', limit: 3, ...request })).map(({ seq }) => seq)
}

test('pages go down from the newest, or up from a number', async () => {
  const { store } = await tempStore()
  await fill(store, 10)
  expect(await seqs(store, {})).toEqual([10, 9, 8])
  expect(await seqs(store, { before: 8 })).toEqual([7, 6, 5])
  expect(await seqs(store, { through: 8 })).toEqual([8, 7, 6])
  expect(await seqs(store, { through: 9, skip: 4 })).toEqual([5, 4, 3])
  expect(await seqs(store, { skip: 9 })).toEqual([1])
  expect(await seqs(store, { skip: 99 })).toEqual([])
  expect(await seqs(store, { after: 6, order: 'oldest' })).toEqual([7, 8, 9])
  expect(await seqs(store, { after: 8 })).toEqual([10, 9])
  expect(await seqs(store, { query: 'type:even', before: 8 })).toEqual([6, 4, 2])
  expect(await seqs(store, { query: 'type:odd', through: 8, skip: 1 })).toEqual([5, 3, 1])
})

test('counts stop at a number and tell the newest', async () => {
  const { store } = await tempStore()
  await fill(store, 10)
  expect(await store.count('')).toEqual({ count: 10, newest: 10 })
  expect(await store.count('type:even', 7)).toEqual({ count: 3, newest: 10 })
})

test('rows come in the order in which they were asked for', async () => {
  const { store } = await tempStore()
  await fill(store, 4)
  expect((await store.rows([3, 99, 1, 4])).map(({ seq }) => seq)).toEqual([3, 1, 4])
})

test('reading page after page misses and repeats nothing while rows are added and removed', async () => {
  const { store } = await tempStore()
  await fill(store, 60)
  const { newest } = await store.count('')
  const seen: number[] = []
  for (let page = 0; page < 20; page++) {
    const last = seen.at(-1)
    seen.push(...(await seqs(store, last === undefined ? { through: newest } : { before: last })))
    await store.insertDelivery(delivery(`late_${page}`))
    if (page === 10) await store.removeDeliveries(['dlv_60', 'late_3'])
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => 60 - n))
})
