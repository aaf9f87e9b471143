import { expect, test } from 'vitest'
import type { Verification } from '#shared/model/verification.ts'
import { createNotices, type Notices } from '../../../../src/main/engine/flows/notices.ts'
import { delivery } from '../store/sample-store.ts'

const { facts, verification } = delivery('d')
const failed = (change: Partial<Verification> = {}, eventType: string | null = 'call.ended') => ({
  facts: { ...facts, eventType },
  verification: { ...verification, state: 'failed', reason: 'signature-mismatch', detail: null, ...change } as const,
})

/** Everything that a watch tells until it is stopped. */
function watcher(notices: Notices) {
  const stop = new AbortController()
  const items = notices.watch(stop.signal)
  return { stop: () => stop.abort(), next: async () => (await items.next()).value }
}

test('says which endpoint, which event and why: the cause if it is known, else the detail, else the reason', async () => {
  const notices = createNotices(() => true)
  const watch = watcher(notices)
  const first = watch.next()
  notices.verificationFailed('dlv_1', 'Front desk', failed({ detail: 'it is empty' }))
  expect(await first).toEqual({
    kind: 'verification-failed',
    title: 'Front desk: verification failed',
    body: 'call.ended: it is empty',
    deliveryId: 'dlv_1',
  })
  const cause = { code: 'secret-other', sentence: 'It is signed with another secret.' } as const
  notices.verificationFailed('dlv_2', 'Front desk', failed({ detail: 'x', cause }))
  notices.verificationFailed('dlv_3', 'Front desk', failed({}, null))
  expect((await watch.next())?.body).toBe('call.ended: It is signed with another secret.')
  expect((await watch.next())?.body).toBe('A delivery: signature-mismatch')
})

test('a window that is slow gets the newest twenty, in order', async () => {
  const notices = createNotices(() => true)
  const watch = watcher(notices)
  const first = watch.next()
  for (let n = 0; n < 30; n++) notices.verificationFailed(`dlv_${n}`, 'A', failed())
  const told = [await first]
  for (let n = 1; n < 20; n++) told.push(await watch.next())
  expect(told.map((notice) => notice?.deliveryId)).toEqual(Array.from({ length: 20 }, (_, n) => `dlv_${n + 10}`))
})

test('each window is told by itself, and one that stopped no more', async () => {
  const notices = createNotices(() => true)
  const [one, two] = [watcher(notices), watcher(notices)]
  const both = [one.next(), two.next()]
  notices.verificationFailed('dlv_1', 'A', failed())
  expect((await Promise.all(both)).map((notice) => notice?.deliveryId)).toEqual(['dlv_1', 'dlv_1'])
  const last = one.next()
  one.stop()
  expect(await last).toBeUndefined()
  notices.verificationFailed('dlv_2', 'A', failed())
  expect((await two.next())?.deliveryId).toBe('dlv_2')
  expect(await one.next()).toBeUndefined()
})

test('whether they are wanted is asked each time', () => {
  let wanted = true
  const notices = createNotices(() => wanted)
  expect(notices.wanted()).toBe(true)
  wanted = false
  expect(notices.wanted()).toBe(false)
})
