import { expect, test } from 'vitest'
import type { Examination, Store } from '../../../../src/main/engine/store/store.ts'
import { type DeliveryOptions, delivery, find, indexed, tempStore } from './sample-store.ts'

/** What an examination found that has the given differences. */
function examination(options: DeliveryOptions = {}): Examination {
  const { facts, verification, conformance, deadlineMs, attemptsDocumented } = delivery('any', options)
  return { facts, verification, conformance, deadlineMs, attemptsDocumented }
}

const attemptsOf = async (store: Store, ...seqs: number[]) => (await store.rows(seqs)).map(({ attempt }) => attempt)

test('everything that an examination found takes the place of what was there, and the rest stays', async () => {
  const { store } = await tempStore()
  const { seq } = await store.insertDelivery(delivery('dlv_1', { facts: { eventId: 'evt_1' }, top: { sample: true } }))
  const before = await store.detail('dlv_1')
  const now = examination({
    facts: {
      provider: 'github',
      providerBy: 'endpoint',
      eventType: 'issues',
      eventId: 'guid_1',
      callId: 'call_1',
      summary: { ...before.summary, who: 'octocat', text: 'opened an issue' },
    },
    verification: { state: 'failed', reason: 'signature-mismatch', cause: { code: 'secret-other', sentence: 'So.' } },
    conformance: { state: 'differs', reason: 'issues-found', issueCount: 3 },
    top: { deadlineMs: 10_000, attemptsDocumented: 1 },
  })
  expect(await store.setExamined(seq, now)).toEqual({ changed: [seq] })

  expect(await store.detail('dlv_1')).toEqual({
    ...before,
    provider: 'github',
    eventType: 'issues',
    callId: 'call_1',
    summary: now.facts.summary,
    verification: { state: 'failed', reason: 'signature-mismatch', cause: 'So.' },
    conformance: { state: 'differs', issues: 3 },
    deadlineMs: 10_000,
    attemptsDocumented: 1,
    facts: now.facts,
    verdict: now.verification,
    check: now.conformance,
    attempts: [{ id: 'dlv_1', receivedAt: before.receivedAt, status: null, attempt: 1 }],
    callDeliveries: 1,
  })
})

test('a delivery that is not there is not found, and nothing is left of it', async () => {
  const { store } = await tempStore()
  await expect(store.setExamined(7, examination())).rejects.toMatchObject({ code: 'not-found' })
  expect((await store.count('')).count).toBe(0)
})

test('attempts are numbered by arrival, in whatever order they join an event', async () => {
  const { store } = await tempStore()
  for (const id of ['a', 'b', 'c']) await store.insertDelivery(delivery(id, { facts: { eventId: null } }))
  await store.insertDelivery(delivery('elsewhere', { facts: { eventId: 'evt_1' }, top: { endpointId: 'end_2' } }))
  const joined = examination({ facts: { eventId: 'evt_1' } })
  expect(await store.setExamined(3, joined)).toEqual({ changed: [3] })
  expect(await store.setExamined(1, joined)).toEqual({ changed: [1, 3] })
  expect(await attemptsOf(store, 1, 2, 3, 4)).toEqual([1, 1, 2, 1])
  expect(await store.setExamined(2, joined)).toEqual({ changed: [2, 3] })
  expect(await attemptsOf(store, 1, 2, 3, 4)).toEqual([1, 2, 3, 1])

  expect(await store.insertDelivery(delivery('d', { facts: { eventId: 'evt_1' } }))).toMatchObject({ attempt: 4 })
})

test('later attempts move up where an earlier one turns out to be of another event or provider', async () => {
  const { store } = await tempStore()
  for (const id of ['a', 'b', 'c']) await store.insertDelivery(delivery(id, { facts: { eventId: 'evt_1' } }))
  const other = await store.setExamined(1, examination({ facts: { eventId: 'evt_1', provider: 'github' } }))
  expect(other).toEqual({ changed: [1, 2, 3] })
  expect(await attemptsOf(store, 1, 2, 3)).toEqual([1, 1, 2])
  expect((await store.detail('c')).attempts.map(({ id }) => id)).toEqual(['b', 'c'])

  await store.setExamined(3, examination({ facts: { eventId: null } }))
  expect(await attemptsOf(store, 1, 2, 3)).toEqual([1, 1, 1])
})

test('an attempt keeps its number while its event stays the same, also after a removal', async () => {
  const { store } = await tempStore()
  for (const id of ['a', 'b', 'c']) await store.insertDelivery(delivery(id, { facts: { eventId: 'evt_1' } }))
  await store.removeDeliveries(['a'])
  await store.setExamined(3, examination({ facts: { eventId: 'evt_1', eventType: 'call.started' } }))
  expect(await attemptsOf(store, 2, 3)).toEqual([2, 3])
})

/** The search index follows a moment later. */
async function eventuallyFinds(store: Store, query: string, ids: readonly string[]): Promise<void> {
  await expect.poll(() => find(store, query), { timeout: 5000, interval: 20 }).toEqual(ids)
}

test('a search finds the words of the new summary and not those of the old one', async () => {
  const { store } = await tempStore()
  const saying = (text: string) => ({ facts: { summary: { ...delivery('x').facts.summary, text } } })
  await store.insertDelivery(delivery('other', saying('walrus')))
  const { seq } = await store.insertDelivery(delivery('dlv_1', { ...saying('zeppelin'), body: '{"in":"bodyword"}' }))
  await indexed(store, seq)
  expect(await find(store, 'zeppelin')).toEqual(['dlv_1'])

  await store.setExamined(seq, examination(saying('albatross')))
  await eventuallyFinds(store, 'albatross', ['dlv_1'])
  expect(await find(store, 'zeppelin')).toEqual([])
  expect(await find(store, 'bodyword')).toEqual(['dlv_1'])
  expect(await find(store, 'walrus')).toEqual(['other'])
  expect(await store.indexedThrough()).toBe(seq)

  await store.removeDeliveries(['dlv_1'])
  await eventuallyFinds(store, 'albatross', [])
})

test('more changes than one step of the index holds, among removals', async () => {
  const { store } = await tempStore()
  const count = 130
  const seqs = Array.from({ length: count }, (_, n) => n + 1)
  await Promise.all(seqs.map((n) => store.insertDelivery(delivery(`dlv_${n}`))))
  await indexed(store, count)
  const anew = examination({ facts: { summary: { ...delivery('x').facts.summary, text: 'albatross' } } })
  await Promise.all(seqs.map((seq) => store.setExamined(seq, anew)))
  const odd = seqs.filter((seq) => seq % 2 === 1)
  await store.removeDeliveries(odd.map((seq) => `dlv_${seq}`))
  await expect.poll(() => find(store, 'albatross'), { timeout: 5000, interval: 20 }).toHaveLength(count / 2)
})
