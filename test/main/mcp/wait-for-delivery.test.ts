import type { Progress } from '@modelcontextprotocol/sdk/types.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Agent, agentOf, blockOf } from '../../support/mcp-agent.ts'
import { plainRequest } from '../../support/provider-requests.ts'
import { post, startTestEngine, type TestEngine } from '../../support/start-engine.ts'

let t: TestEngine
let agent: Agent
let url: string
let endpointId: string

beforeAll(async () => {
  t = await startTestEngine()
  agent = await agentOf(t.api)
  const endpoint = await t.endpoint(null)
  url = endpoint.url
  endpointId = endpoint.id
})
afterAll(async () => {
  await agent.close()
  await t.remove()
})

const body = (text: string) => plainRequest(Buffer.from(JSON.stringify({ text })))

/** Starts a wait, and resolves once the server has begun it. */
async function begin(input: Readonly<Record<string, unknown>>, signal?: AbortSignal) {
  const notes: Progress[] = []
  const begun = Promise.withResolvers<void>()
  const call = agent.client.callTool({ name: 'wait_for_delivery', arguments: { ...input } }, undefined, {
    ...(signal && { signal }),
    onprogress(note) {
      notes.push(note)
      begun.resolve()
    },
  })
  await begun.promise
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it
  return { notes, call: call as Promise<{ structuredContent: any; content: { text: string }[] }> }
}

it('gives what comes and fits, and not what was there', async () => {
  await t.send(url, body('kitchen, before'))
  const { call, notes } = await begin({ query: 'kitchen', timeout_seconds: 30 })
  await t.send(url, body('bathroom'))
  const id = await t.send(url, body('kitchen, now'))
  const { structuredContent, content } = await call

  expect(structuredContent).toMatchObject({ timed_out: false, deliveries: [{ id, answer: { status: 200 } }] })
  expect(blockOf(content[0]!.text).inside).toContain(id)
  expect(notes[0]).toMatchObject({ progress: 0, total: 30, message: expect.stringContaining('0 of 1 delivery') })
})

it('with `since`, nothing in between is missed', async () => {
  const since = await t.send(url, body('first'))
  const ids = [await t.send(url, body('second')), await t.send(url, body('third'))]
  const { structured } = await agent.call('wait_for_delivery', { since, count: 2, timeout_seconds: 30 })

  expect(structured.deliveries.map(({ id }: { id: string }) => id)).toEqual(ids)
})

it('a delivery whose connection a rule drops is one that came', async () => {
  const { structured } = await agent.call('set_response_rule', { endpoint: endpointId, does: 'drop' })
  const { call } = await begin({ query: 'dropped', timeout_seconds: 30 })
  await post(url, body('dropped')).catch(() => undefined)

  expect((await call).structuredContent).toMatchObject({ timed_out: false, deliveries: [{ answer: null }] })
  await agent.call('set_response_rule', { endpoint: endpointId, change: 'remove', rule: structured.rule })
})

it('tells when nothing came, and what to look at', async () => {
  const { structured, text } = await agent.call('wait_for_delivery', { query: 'never', timeout_seconds: 1 })

  expect(structured).toEqual({ deliveries: [], timed_out: true })
  expect(text).toContain('0 of 1 delivery came within 1 s.')
  expect(text).toContain('list_deliveries without a query')
})

it('refuses a query with a mistake at once', async () => {
  expect(await agent.refusal('wait_for_delivery', { query: 'status:x', timeout_seconds: 600 })).toContain('status')
})

it('ends when the call is taken back', async () => {
  const stop = new AbortController()
  const before = t.lines.length
  const waits = await Promise.all(
    Array.from({ length: 30 }, () => begin({ query: 'never', timeout_seconds: 600 }, stop.signal)),
  )
  stop.abort()
  for (const { call } of waits) await expect(call).rejects.toThrow()

  // All 32 places are free again once the waits have ended.
  await expect
    .poll(async () =>
      (await Promise.allSettled(Array.from({ length: 32 }, () => agent.call('status')))).every(
        ({ status }) => status === 'fulfilled',
      ),
    )
    .toBe(true)
  expect(t.lines.length).toBe(before)
})
