import { afterAll, beforeAll, expect, test } from 'vitest'
import { closedPort, targetApp } from '../../../support/forward-targets.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

let started: TestEngine
beforeAll(async () => {
  started = await startTestEngine()
})
afterAll(() => started.remove())

const set = (order: Partial<Parameters<TestEngine['api']['calls']['forwards.set']>[0]> & { endpointId: string }) =>
  started.api.calls['forwards.set']({ approve: false, ...order })

test('forwarding needs a target, and keeps it', async () => {
  const { id } = await started.endpoint(null)
  await expect(set({ endpointId: id, mode: 'forward' })).rejects.toThrow(/needs a target/)
  expect(started.engine.endpoints.get(id).mode).toBe('answer')
  await set({ endpointId: id, mode: 'forward', target: 'http://localhost:3000/' })
  await expect(set({ endpointId: id, target: null })).rejects.toThrow(/needs a target/)
  await expect(started.engine.endpoints.update(id, { target: null })).rejects.toThrow(/needs a target/)
})

test('a target outside of this machine asks once; nothing is changed before that', async () => {
  const { id } = await started.endpoint(null)
  const order = { endpointId: id, mode: 'forward', target: 'https://app.example.com/hooks' } as const
  expect(await set(order)).toEqual({ result: 'needs-approval', origins: ['https://app.example.com'] })
  expect(started.engine.endpoints.get(id)).toMatchObject({ mode: 'answer', target: null })
  expect(await set({ ...order, approve: true })).toMatchObject({ result: 'set', endpoint: { mode: 'forward' } })
  expect(started.engine.settings.get().approvedTargets).toContain('https://app.example.com')
  // Not round it by another call.
  await expect(started.engine.endpoints.update(id, { target: 'https://else.example.com/' })).rejects.toThrow(/agreed/)
  expect(await set({ endpointId: id, forward: { timeoutMs: 1000 } })).toMatchObject({ result: 'set' })
})

test('the receiver itself is refused', async () => {
  const { id, url } = await started.endpoint(null)
  await expect(set({ endpointId: id, mode: 'forward', target: url })).rejects.toThrow(/own receiver/)
})

test('an approval that is taken back ends forwarding there at once, and is told', async () => {
  const { id, url } = await started.endpoint(null)
  await set({ endpointId: id, mode: 'forward', target: 'http://192.0.2.1/', approve: true })
  await started.engine.settings.update({ approvedTargets: [] })
  expect((await post(url, { headers: {}, body: Buffer.from('{}') })).status).toBe(502)
  const { id: delivery } = await started.newest()
  const detail = await started.eventually(delivery, ({ forward }) => forward === 'failed')
  expect(detail.forwards[0]?.error?.code).toBe('not-approved')
  const status = (await started.engine.endpointStatuses()).find((each) => each.id === id)
  expect(status?.forwarding.last).toMatchObject({ state: 'failed', problem: expect.stringContaining('agreed') })
})

test('switching takes effect with the next delivery, and rows, search and details tell what was given', async () => {
  const target = await targetApp((response) => response.writeHead(418).end('teapot'))
  const { id, url } = await started.endpoint(null)
  const send = () => post(url, { headers: {}, body: Buffer.from('{"a":1}') })
  await set({ endpointId: id, mode: 'forward', target: `http://127.0.0.1:${target.port}/` })
  expect((await send()).status).toBe(418)
  const detail = await started.eventually((await started.newest()).id, ({ answerGiven }) => answerGiven !== null)
  expect(detail).toMatchObject({
    answer: { status: 418 },
    forward: 'ok',
    answerGiven: { status: 418, by: 'forward', body: 'teapot' },
    forwards: [{ role: 'answers', status: 418, chunkCount: 1 }],
  })
  const [forward] = detail.forwards
  const { base64 } = await started.api.calls['forwards.body']({ id: detail.id, forward: forward!.id })
  expect(Buffer.from(base64, 'base64').toString()).toBe('teapot')
  const ids = async (query: string) => (await started.engine.deliveries.page({ query, limit: 10 })).map((row) => row.id)
  expect(await ids('status:418')).toEqual([detail.id])
  expect(await ids(`forward:ok endpoint:${id}`)).toEqual([detail.id])
  expect(await ids(`-forward:none endpoint:${id}`)).toEqual([detail.id])

  await set({ endpointId: id, mode: 'answer' })
  expect((await send()).status).toBe(200)
  expect(target.received).toHaveLength(1)
  const answered = await started.newest()
  expect(answered.forward).toBeUndefined()
  expect(await ids(`forward:none endpoint:${id}`)).toEqual([answered.id])
  await started.engine.deliveries.remove([detail.id])
  await started.engine.settled()
  await expect(started.engine.forwards.body(detail.id, forward!.id)).rejects.toThrow(/not in the log/)
})

test('a setup request that the pack answers is not sent on', async () => {
  const target = await targetApp()
  const { id, url } = await started.endpoint('slack')
  await set({ endpointId: id, mode: 'forward', target: `http://127.0.0.1:${target.port}/` })
  const body = Buffer.from(JSON.stringify({ type: 'url_verification', token: 't', challenge: 'abc' }))
  const answer = await post(url, { headers: { 'Content-Type': 'application/json' }, body })
  expect(answer.text).toContain('abc')
  expect(await started.newest()).toMatchObject({ handshake: expect.any(String), forwards: [] })
  expect(target.received).toEqual([])
})

test('a port that nobody listens on is told at the endpoint', async () => {
  const { id, url } = await started.endpoint(null)
  await set({ endpointId: id, mode: 'forward', target: `http://127.0.0.1:${await closedPort()}/` })
  await post(url, { headers: {}, body: Buffer.from('{}') })
  const last = async () => (await started.engine.endpointStatuses()).find((each) => each.id === id)?.forwarding.last
  await expect.poll(last).toMatchObject({ state: 'failed', problem: expect.stringMatching(/nothing listens/i) })
})
