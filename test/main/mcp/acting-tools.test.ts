import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, agentOf } from '../../support/mcp-agent.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'

let t: TestEngine
let agent: Agent
let endpoint: Awaited<ReturnType<TestEngine['endpoint']>>

beforeAll(async () => {
  t = await startTestEngine()
  agent = await agentOf(t.api)
  endpoint = await t.endpoint('replicer', ['live', 'the secret of the tests'])
  await t.endpoint(null)
})
afterAll(async () => {
  await agent.close()
  await t.remove()
})

describe('send_sample', () => {
  it('sends a signed one, and tells which delivery it became', async () => {
    const { structured, text } = await agent.call('send_sample', { endpoint: 'replicer', event: 'call.ended' })

    expect(structured).toMatchObject({
      status: 200,
      signed_with: 'live',
      delivery: { sample: true, signature: { state: 'verified' } },
    })
    expect(text).toContain(`It is delivery ${structured.delivery.id}.`)
  })

  it('sends a broken one, whose cause is found', async () => {
    const { structured } = await agent.call('send_sample', {
      endpoint: endpoint.id,
      event: 'call.ended',
      broken: 'encoding',
    })

    expect(structured).toMatchObject({ broken: 'encoding', delivery: { signature: { state: 'failed' } } })
    const why = await agent.call('why_signature_failed', { id: structured.delivery.id })
    expect(why.structured).toMatchObject({ cause: 'encoding', proven: true })
  })

  it('says which samples and endpoints there are, and what cannot be broken', async () => {
    expect(await agent.refusal('send_sample', { endpoint: endpoint.id, event: 'no.such' })).toContain(
      'There are samples of call.ended',
    )
    expect(await agent.refusal('send_sample', { endpoint: 'nowhere', event: 'x' })).toContain(
      `“replicer” (${endpoint.id})`,
    )
    expect(
      await agent.refusal('send_sample', { endpoint: endpoint.id, event: 'call.ended', broken: 'url-scheme' }),
    ).toContain('cannot be made here')
    expect(
      await agent.refusal('send_sample', {
        endpoint: 'null',
        event: 'lead.created',
        provider: 'outcallerai',
        broken: 'encoding',
      }),
    ).toContain('cannot be signed')
  })
})

describe('set_response_rule', () => {
  it('adds a rule that ends by itself, replaces it, switches it and removes it', async () => {
    const added = await agent.call('set_response_rule', { endpoint: endpoint.id, status: 503, first_attempts: 2 })
    const { rule } = added.structured
    expect(t.engine.endpoints.get(endpoint.id).rules).toMatchObject([
      {
        id: rule,
        on: true,
        turn: { kind: 'first', attempts: 2 },
        switchOff: { afterMinutes: 60 },
        action: { answer: { status: 503 } },
      },
    ])
    expect(added.text).toContain('Answers 503, first 2 attempts of each event')
    expect((await agent.call('send_sample', { endpoint: endpoint.id, event: 'call.ended' })).structured).toMatchObject({
      status: 503,
    })

    await agent.call('set_response_rule', { endpoint: endpoint.id, rule, does: 'drop', off_after_minutes: null })
    expect(t.engine.endpoints.get(endpoint.id).rules).toMatchObject([
      { id: rule, action: { kind: 'drop' }, switchOff: { afterMinutes: null } },
    ])
    expect(
      (await agent.call('set_response_rule', { endpoint: endpoint.id, rule, change: 'switch_off' })).structured.rules,
    ).toMatchObject([{ on: false }])
    expect(
      (await agent.call('set_response_rule', { endpoint: endpoint.id, rule, change: 'remove' })).structured,
    ).toMatchObject({ rule: null, rules: [] })
  })

  it('refuses what makes no sense', async () => {
    const of = { endpoint: endpoint.id }
    expect(await agent.refusal('set_response_rule', { ...of, first_attempts: 1, every_nth: 2 })).toContain(
      'give one of them',
    )
    expect(await agent.refusal('set_response_rule', { ...of, change: 'remove' })).toContain(
      'list_endpoints has their ids',
    )
    expect(await agent.refusal('set_response_rule', { ...of, change: 'remove', rule: 'rule_none' })).toMatch(/rule/i)
    expect(await agent.refusal('set_response_rule', { ...of, search: 'status:x' })).toMatch(/status/)
  })
})
