import { expect, test } from 'vitest'
import { deliveryId, logCodeOf } from '../../../../src/main/engine/log/delivery-id.ts'
import type { StoredForward } from '../../../../src/main/engine/log/entries.ts'
import { delivery, type FakeLog, forwarded, noon } from '../../../support/fake-log.ts'
import { sampleViews } from './sample-views.ts'

const idOf = (seq: number) => deliveryId(logCodeOf('fake'), seq)
const refused = { code: 'refused', message: 'Nothing listens there.' } as const
const live = () => delivery({ top: { forwarding: 'live', reply: null } })
const queued = () =>
  delivery({ top: { forwarding: 'queue', reply: { status: 202, headers: [], body: 'later', by: 'queued' } } })

function add(log: FakeLog, entry: ReturnType<typeof live>, ...outcomes: Partial<StoredForward>[]): number {
  const seq = log.add(entry)
  for (const outcome of outcomes) log.add(forwarded(seq, outcome))
  return seq
}

const answeredWith = (log: FakeLog, about: number, status: number, by: 'forward' | 'fallback' | 'queued' = 'forward') =>
  log.add({ kind: 'answered', answers: [{ about, afterMs: 20, storedAfterMs: 8, reply: { status, by } }] })

test('a delivery without an outcome has no answer, until its target’s is known', async () => {
  const { log, catchUp, reader, find } = sampleViews()
  const seq = log.add(live())
  await catchUp()
  expect(reader.rows([seq])[0]).toMatchObject({ answer: null, forward: 'open' })
  expect(reader.detail(idOf(seq))).toMatchObject({ answerGiven: null, forward: 'open', forwards: [] })

  log.add(
    forwarded(seq, {
      status: 418,
      headers: [
        ['X-A', '1'],
        ['Connection', 'close'],
      ],
    }),
  )
  answeredWith(log, seq, 418)
  await catchUp()
  expect(reader.rows([seq])[0]).toMatchObject({ answer: { status: 418, ms: 20 }, forward: 'ok' })
  expect(find('status:418')).toEqual([seq])
  const detail = reader.detail(idOf(seq))
  // Without what belongs to the target's own connection.
  expect(detail.answerGiven).toMatchObject({ status: 418, headers: [['X-A', '1']], body: 'ok', by: 'forward' })
  expect(detail.forwards).toEqual([expect.objectContaining({ deliveryId: idOf(seq), status: 418 })])
  expect(reader.forwardBody(idOf(seq), detail.forwards[0]!.id)).toEqual(new Uint8Array(Buffer.from('ok')))
  expect(() => reader.forwardBody(idOf(seq), 'fwd_zz')).toThrow(/not in the log/)
})

test('what was answered in the target’s place', async () => {
  const { log, catchUp, reader } = sampleViews()
  const reply = { headers: [['Content-Type', 'text/plain'] as const], body: 'sorry' }
  const seq = add(log, live(), { status: null, error: refused, given: 'fallback', reply: { ...reply, headers: [] } })
  answeredWith(log, seq, 503, 'fallback')
  await catchUp()
  expect(reader.detail(idOf(seq))).toMatchObject({
    answer: { status: 503 },
    answerGiven: { status: 503, body: 'sorry', by: 'fallback' },
    forward: 'failed',
  })
})

test('an answer that is no short text is told without its body', async () => {
  const { log, catchUp, reader } = sampleViews()
  for (const part of [{ headers: [['Content-Encoding', 'gzip'] as const] }, { bodyTruncated: true }]) {
    const seq = add(log, live(), { ...part, ...('headers' in part && { headers: [...part.headers] }) })
    answeredWith(log, seq, 200)
    await catchUp()
    expect(reader.detail(idOf(seq)).answerGiven).toMatchObject({ status: 200, body: '', by: 'forward' })
  }
})

test('the queue of each endpoint in the order of arrival, and what is no longer in it', async () => {
  const { log, catchUp, reader, find } = sampleViews()
  const [one, two, three] = [log.add(queued()), log.add(queued()), log.add(queued())]
  const late = add(log, live(), { status: null, error: refused, given: 'queued' })
  await catchUp()
  expect(reader.waitingForwards('end_1', 3)).toEqual([one, two, three])
  expect(find('forward:waiting')).toEqual([late, three, two, one])
  expect(reader.detail(idOf(one)).answerGiven).toBeNull()
  log.add(forwarded(one, { role: 'queued', given: 'nothing' }))
  log.add(forwarded(two, { role: 'queued', given: 'nothing', status: 422 }))
  log.add(forwarded(late, { role: 'queued', given: 'queued', status: 503 }))
  log.add({ kind: 'removed', deliveries: [three] })
  await catchUp()
  expect(reader.waitingForwards('end_1', 10)).toEqual([late])
  expect(reader.waitingForwards('end_2', 10)).toEqual([])
  expect(find('forward:failed')).toEqual([two])
  expect(reader.endpointFigures().get('end_1')?.forwarding.waiting).toBe(1)
})

test('a try that was begun and has no outcome is one of unknown outcome', async () => {
  const { log, catchUp, reader } = sampleViews()
  const seq = log.add(queued())
  const begin = () => log.add({ kind: 'forwarding', about: seq, target: 'http://localhost:3000/', at: noon })
  begin()
  begin()
  log.add(forwarded(seq, { role: 'copy' }))
  await catchUp()
  const codes = () => reader.detail(idOf(seq)).forwards.map(({ role, error }) => `${role} ${error?.code ?? 'ok'}`)
  expect(codes()).toEqual(['queued unknown', 'copy ok', 'queued unknown'])
  log.add(forwarded(seq, { role: 'queued', given: 'nothing', mayRepeat: true }))
  await catchUp()
  expect(codes()).toEqual(['queued unknown', 'copy ok', 'queued ok'])
})

test('how forwarding stands at an endpoint is told by its newest delivery with an outcome', async () => {
  const { log, catchUp, reader, find } = sampleViews()
  add(log, live(), { error: refused, given: 'fallback' })
  const copied = add(log, live(), {}, { role: 'copy', error: refused, given: 'nothing' })
  log.add(live())
  await catchUp()
  const last = () => reader.endpointFigures().get('end_1')?.forwarding.last
  expect(last()).toEqual({ state: 'copy-failed', at: noon + 3, problem: refused.message })
  expect(find('forward:failed')).toHaveLength(2)
  expect(find('forward:ok')).toEqual([])
  add(log, live(), {})
  await catchUp()
  expect(last()).toMatchObject({ state: 'ok', problem: null })
  expect(find('-forward:ok forward:failed')).toContain(copied)
  const plain = log.add(delivery())
  await catchUp()
  expect(find('forward:none')).toEqual([plain])
})

test('what waits for a deletion is neither told of nor sent', async () => {
  const { log, catchUp, reader } = sampleViews()
  const [first, second] = [add(log, queued()), add(log, queued())]
  log.add({ kind: 'hidden', deliveries: [first] })
  await catchUp()
  expect(reader.waitingForwards('end_1', 9)).toEqual([second])
  expect(reader.endpointFigures().get('end_1')?.forwarding.waiting).toBe(1)

  log.add({ kind: 'restored', deliveries: [first] })
  await catchUp()
  expect(reader.waitingForwards('end_1', 9)).toEqual([first, second])
})
