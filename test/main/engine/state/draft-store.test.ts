import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DraftContent } from '#shared/model/draft.ts'
import { createDraftStore } from '../../../../src/main/engine/state/draft-store.ts'
import { putSetting } from '../../../../src/main/engine/state/stored-state.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(() => parts.clear())

const content = (part: Partial<DraftContent> = {}): DraftContent => ({
  ...{ method: 'POST', url: 'http://localhost:3000/', headers: [], body: null, sign: 'keep', broken: null },
  ...part,
})

/** The store over what is stored now, as after a restart. */
const open = (limits?: { drafts: number; bytes: number }) =>
  createDraftStore({
    settings: parts.stored().settings,
    write: parts.write,
    clock: parts.ports.clock,
    ...(limits && { limits }),
  })
const ids = (store: ReturnType<typeof open>) => store.list().map(({ deliveryId }) => deliveryId)

test('a draft is there after a restart, with all of it', async () => {
  const draft = content({ headers: [['X-A', '']], body: 'e30=', sign: 'broken', broken: 'encoding' })
  await open().save('dlv_1', draft)

  const store = open()
  expect(store.get('dlv_1')).toMatchObject({ ...draft, deliveryId: 'dlv_1' })
  expect(store.list()).toEqual([
    { deliveryId: 'dlv_1', savedAt: expect.any(Number), method: 'POST', url: 'http://localhost:3000/' },
  ])
})

test('one that is thrown away is given back, so that it can be saved again', async () => {
  const store = open()
  await store.save('dlv_1', content({ url: 'http://a/' }))
  const gone = await store.discard('dlv_1')
  expect(gone?.url).toBe('http://a/')
  expect(open().list()).toEqual([])
  expect(await store.discard('dlv_1')).toBeNull()
})

test('with its delivery nothing of a draft is left on disk', async () => {
  const store = open()
  await store.save('dlv_1', content())
  await store.save('dlv_2', content())
  await store.forget(['dlv_1', 'dlv_9'])
  expect(ids(store)).toEqual(['dlv_2'])
  expect([...parts.stored().settings.keys()]).toEqual(['draft.dlv_2'])
})

test('the newest stay where there are too many', async () => {
  const store = open({ drafts: 2, bytes: 1e6 })
  for (const id of ['a', 'b', 'c']) {
    parts.pass(1000)
    await store.save(id, content())
  }
  expect(ids(store)).toEqual(['c', 'b'])
  expect(ids(open())).toEqual(['c', 'b'])
})

test('a large one crowds out older ones, never itself', async () => {
  const store = open({ drafts: 50, bytes: 1000 })
  await store.save('old', content({ body: 'A'.repeat(600) }))
  parts.pass(1000)
  await store.save('new', content({ body: 'A'.repeat(2000) }))
  expect(ids(store)).toEqual(['new'])
})

test('what cannot be read is passed over, and what cannot be written is not kept', async () => {
  await parts.write([putSetting('draft.bad', { url: 1 })])
  const store = open()
  expect(store.list()).toEqual([])
  parts.fault = new Error('the disk is full')
  await expect(store.save('dlv_1', content())).rejects.toThrow('the disk is full')
  expect(store.get('dlv_1')).toBeNull()
})
