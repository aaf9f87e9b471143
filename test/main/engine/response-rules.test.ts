import { afterAll, beforeAll, expect, test } from 'vitest'
import { Endpoint } from '#shared/model/endpoint.ts'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { blankRule } from '#shared/rules/presets.ts'
import { replicerRequest, sampleBody } from '../../support/provider-requests.ts'
import { plainAnswer } from '../../support/response-rules.ts'
import { post, startTestEngine, type TestEngine } from '../../support/start-engine.ts'

/** Response rules through the API: saved, answering, told of, tried, and there again after a restart. */

let t: TestEngine
let endpointId: string
let url: string
const ended = replicerRequest(sampleBody('replicer', 'call.ended'), 's3cret')

beforeAll(async () => {
  t = await startTestEngine()
  const endpoint = await t.endpoint('replicer', ['live', 's3cret'])
  endpointId = endpoint.id
  url = endpoint.url
})
afterAll(() => t.remove())

const fields = (name: string, part: Partial<RuleFields> = {}): RuleFields => ({ ...blankRule, name, ...part })
const save = async (rule: RuleFields, id: string | null = null) => t.api.calls['rules.save']({ endpointId, id, rule })
const clear = async () => {
  for (const { id } of t.engine.endpoints.get(endpointId).rules) await t.engine.rules.remove(endpointId, id)
}
const failing: RuleFields['action'] = { kind: 'answer', answer: plainAnswer(503, 'failed') }

test('a saved rule answers, and the delivery tells which one and which attempt', async () => {
  const saved = await save(fields('Fail first', { turn: { kind: 'first', attempts: 1 }, action: failing }))
  expect(Endpoint.parse(saved)).toEqual(saved)

  expect(await post(url, ended)).toEqual({ status: 503, text: 'failed' })
  const { id } = await t.newest()
  const detail = await t.eventually(id, ({ answerGiven }) => answerGiven !== null)
  expect(detail).toMatchObject({
    answer: { status: 503 },
    rule: { name: 'Fail first', did: 'answer' },
    appliedRule: { name: 'Fail first', attempt: 1, delayMs: 0, empty: [] },
    answerGiven: { status: 503, body: 'failed', by: 'rule' },
  })
  expect((await post(url, ended)).status).toBe(200)
  const second = await t.newest()
  expect(second).toMatchObject({ attempt: 2, appliedRule: null })
  expect(second).not.toHaveProperty('rule')
  const statuses = await t.engine.endpointStatuses()
  expect(statuses[0]?.ruleCounts).toEqual({ [saved.rules[0]!.id]: 1 })
  await clear()
})

test('a rule that ends the connection: the row says so, and status:none finds it', async () => {
  await save(fields('Hang up', { action: { kind: 'drop' } }))
  await expect(post(url, ended)).rejects.toThrow()
  const { id } = await t.newest()
  await t.eventually(id, ({ unanswered }) => unanswered !== undefined)
  await t.engine.settled()
  const [row] = await t.engine.deliveries.page({ query: 'status:none', limit: 5 })
  expect(row).toMatchObject({ id, answer: null, rule: { did: 'drop' }, unanswered: { why: 'dropped' } })
  await clear()
})

test('a rule switches itself off after its deliveries, which is stored', async () => {
  await save(fields('Twice', { action: failing, switchOff: { afterDeliveries: 2, afterMinutes: null } }))
  const statuses = [await post(url, ended), await post(url, ended), await post(url, ended)].map(({ status }) => status)
  expect(statuses).toEqual([503, 503, 200])
  await expect.poll(() => t.engine.endpoints.get(endpointId).rules[0]?.on).toBe(false)
  await clear()
})

test('is tried on a stored delivery without counting', async () => {
  const answer = {
    status: 200,
    headers: [['Content-Type', 'application/json'] as const],
    body: '{"e":"{{json./event}}","x":"{{query.x}}"}',
  }
  const rule = fields('Try', { action: { kind: 'answer', answer: { ...answer, headers: [...answer.headers] } } })
  const preview = (part: Partial<RuleFields> = {}) =>
    t.api.calls['rules.preview']({ endpointId, deliveryId: null, rule: { ...rule, ...part } })
  const { id } = await t.newest()
  expect(await preview()).toEqual({
    deliveryId: id,
    passes: null,
    answers: [{ ...answer, body: '{"e":"call.ended","x":""}', empty: ['{{query.x}}'] }],
  })
  const match = { types: ['sms.received'], search: '', verdict: null }
  expect(await preview({ match })).toMatchObject({ passes: expect.stringContaining('another event type') })
  expect(await preview({ action: { kind: 'drop' } })).toMatchObject({ answers: [] })
  const other = await t.endpoint(null)
  expect(await t.api.calls['rules.preview']({ endpointId: other.id, deliveryId: null, rule })).toEqual({
    deliveryId: null,
    passes: null,
    answers: [],
  })
})

test('stays through a restart, and counts from the beginning there', async () => {
  await save(fields('Fail first', { turn: { kind: 'first', attempts: 1 }, action: failing }))
  const fresh = replicerRequest(Buffer.from('{"event":"call.ended","id":"evt-restart"}'), 's3cret')
  expect([(await post(url, fresh)).status, (await post(url, fresh)).status]).toEqual([503, 200])
  const { dataDir } = t
  await t.close()
  t = await startTestEngine({ dataDir })
  const { token } = t.engine.endpoints.get(endpointId)
  url = `${t.engine.receiverStatus().url}/in/${token}`
  expect([(await post(url, fresh)).status, (await post(url, fresh)).status]).toEqual([503, 200])
})
