import { expect, test } from 'vitest'
import type { Verification } from '#shared/model/verification.ts'
import type { FailureExplainer } from '../../../../src/main/engine/flows/explain.ts'
import { createFailureAnnouncer, createNotices, type Notices } from '../../../../src/main/engine/flows/notices.ts'
import type { Views } from '../../../../src/main/engine/reading/views.ts'
import { keptLog } from '../../../support/kept-log.ts'
import { silentLog } from '../../../support/start-engine.ts'
import { head } from '../log/log-support.ts'

const { facts, verification } = head()
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
  const notices = createNotices(silentLog)
  const watch = watcher(notices)
  const first = watch.next()
  notices.verificationFailed('dlv_1', 'Front desk', failed({ detail: 'it is `empty`' }))
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
  const notices = createNotices(silentLog)
  const watch = watcher(notices)
  const first = watch.next()
  for (let n = 0; n < 30; n++) notices.verificationFailed(`dlv_${n}`, 'A', failed())
  const told = [await first]
  for (let n = 1; n < 20; n++) told.push(await watch.next())
  expect(told.map((notice) => notice?.deliveryId)).toEqual(Array.from({ length: 20 }, (_, n) => `dlv_${n + 10}`))
})

test('each window is told by itself, and one that stopped no more', async () => {
  const notices = createNotices(silentLog)
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

interface AnnouncerFakes {
  readonly wanted?: () => boolean
  readonly waiting?: () => number
  readonly explained?: () => Promise<unknown>
}

/** An announcer over deliveries that all fail; what it explains and tells is noted. */
function announcer({ wanted, waiting, explained }: AnnouncerFakes = {}) {
  const asked: string[] = []
  const told: string[] = []
  const states = new Map<string, Verification['state']>()
  const log = keptLog()
  const explainLater = (id: string) => {
    asked.push(id)
    return explained === undefined ? Promise.resolve(null) : explained()
  }
  const detail = async (id: string) => {
    const state = states.get(id) ?? 'failed'
    if (id === 'gone') throw new Error('not found')
    return { endpointId: 'end_1', ...failed(), verdict: { ...failed().verification, state } }
  }
  const announce = createFailureAnnouncer({
    explainer: { explainLater, waiting: waiting ?? (() => 0) } as unknown as FailureExplainer,
    notices: { ...createNotices(silentLog), verificationFailed: (id, name) => void told.push(`${name} ${id}`) },
    views: { read: { detail } } as unknown as Views,
    endpointName: () => 'A',
    wanted: wanted ?? (() => true),
    log,
  })
  return { announce, asked, told, states, log }
}

test('every failure is explained; it is announced where that is wanted now', async () => {
  let wanted = true
  const { announce, asked, told } = announcer({ wanted: () => wanted })
  announce(['one'])
  wanted = false
  announce(['two'])
  wanted = true
  announce(['three'])
  expect(asked).toEqual(['one', 'two', 'three'])
  await expect.poll(() => told).toEqual(['A one', 'A three'])
})

test('while many wait for their cause, single ones are no news', async () => {
  let waiting = 11
  const { announce, asked, told } = announcer({ waiting: () => waiting })
  announce(['one', 'two'])
  waiting = 10
  announce(['three'])
  expect(asked).toHaveLength(3)
  await expect.poll(() => told).toEqual(['A three'])
})

test('it waits for the cause, but not long', async () => {
  const slow = Promise.withResolvers<unknown>()
  const { announce, told } = announcer({ explained: () => slow.promise })
  const start = performance.now()
  announce(['one'])
  await expect.poll(() => told).toEqual(['A one'])
  expect(performance.now() - start).toBeGreaterThan(350)
  slow.resolve(null)
})

test('one that verifies by then, or is deleted, is not announced', async () => {
  const { announce, told, states, log } = announcer()
  states.set('mended', 'verified')
  announce(['mended', 'gone', 'one'])
  await expect.poll(() => told).toEqual(['A one'])
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { delivery: 'gone' } }])
})
