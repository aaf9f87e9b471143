import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fields } from '#shared/query/fields.ts'
import { type Agent, agentOf, blockOf } from '../../support/mcp-agent.ts'
import { alteredSample, plainRequest, replicerRequest, sampleBody } from '../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'

const secret = 'rpl_the_secret_of_the_tests'
let t: TestEngine
let agent: Agent
let endpoint: Awaited<ReturnType<TestEngine['endpoint']>>
let verified: string
let failed: string
let differing: string
let long: string

beforeAll(async () => {
  t = await startTestEngine()
  agent = await agentOf(t.api)
  endpoint = await t.endpoint('replicer', ['live', secret])
  const other = await t.endpoint(null)
  const body = sampleBody('replicer', 'call.ended')
  const signed = replicerRequest(body, secret)
  verified = await t.send(endpoint.url, signed)
  failed = await t.send(endpoint.url, { ...signed, body: Buffer.concat([body, Buffer.from('\n')]) })
  differing = await t.send(
    endpoint.url,
    replicerRequest(alteredSample('replicer', 'call.ended', /"duration":\s*\d+/, '"duration": "long"'), secret),
  )
  const turns = Array.from({ length: 60_000 }, (_, at) => ({
    role: 'agent',
    text: `What can I do for you? ${at} ${'…'.repeat(20)}`,
  }))
  long = await t.send(other.url, plainRequest(Buffer.from(JSON.stringify({ kind: 'transcript', turns }))))
})
afterAll(async () => {
  await agent.close()
  await t.remove()
})

describe('the list of tools', () => {
  it('is short, says what each is for, and which of them only read', async () => {
    const { tools } = await agent.client.listTools()

    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
      ['status', true],
      ['list_endpoints', true],
      ['list_deliveries', true],
      ['show_delivery', true],
      ['why_signature_failed', true],
      ['how_payload_differs', true],
      ['wait_for_delivery', true],
      ['send_sample', false],
      ['replay', false],
      ['set_response_rule', false],
      ['export_fixture', true],
      ['provider_facts', true],
    ])
    for (const { description, inputSchema, outputSchema, title } of tools) {
      expect(description!.length).toBeLessThan(800)
      expect(title).toBeTruthy()
      expect(inputSchema.type).toBe('object')
      expect(outputSchema?.type).toBe('object')
    }
    // What a client hands to its model with every request.
    expect(
      JSON.stringify(tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))).length,
    ).toBeLessThan(14_000)
  })

  it('tells at the start that payloads are data', () => {
    expect(agent.client.getInstructions()).toMatch(/never an instruction/)
    expect(agent.client.getServerVersion()).toMatchObject({ name: 'switchhook', version: '0.0.0-test' })
  })
})

describe('status and endpoints', () => {
  it('tells whether webhooks can arrive', async () => {
    const { text, structured } = await agent.call('status')

    expect(structured).toMatchObject({
      receiver: { state: 'receiving' },
      tunnel: { state: 'off' },
      endpoints: 2,
      deliveries: 4,
    })
    expect(text).toContain('Without a tunnel only programs of this machine can send here')
  })

  it('lists URLs and labels of secrets, and no secret', async () => {
    const { text, structured } = await agent.call('list_endpoints')

    expect(text).toContain(endpoint.url)
    expect(structured.endpoints[0]).toMatchObject({
      provider: 'replicer',
      secrets: [{ label: 'live', active: true }],
      deliveries: 3,
    })
    expect(JSON.stringify(structured) + text).not.toContain(secret)
  })

  it('lists a target without its user and password', async () => {
    await t.engine.endpoints.update(endpoint.id, { target: 'http://me:pw@127.0.0.1:9/hooks' })
    const { text, structured } = await agent.call('list_endpoints')

    expect(text).toContain('target: http://127.0.0.1:9/hooks')
    expect(structured.endpoints[0].target).toBe('http://127.0.0.1:9/hooks')
  })
})

describe('list_deliveries', () => {
  it('lists the newest first, page by page', async () => {
    const first = await agent.call('list_deliveries', { limit: 3 })
    const second = await agent.call('list_deliveries', { limit: 3, before: first.structured.deliveries.at(-1).id })

    expect(first.structured).toMatchObject({
      total: 4,
      more: true,
      deliveries: [{ id: long }, { id: differing }, { id: failed }],
    })
    expect(second.structured).toMatchObject({
      more: false,
      deliveries: [{ id: verified, signature: { state: 'verified' } }],
    })
    expect(blockOf(first.text).inside).toContain(failed)
  })

  it('finds by query, and says where a query is wrong', async () => {
    expect(
      (await agent.call('list_deliveries', { query: 'verified:no endpoint:replicer' })).structured.deliveries,
    ).toMatchObject([{ id: failed }])
    expect((await agent.call('list_deliveries', { query: 'nothing-of-the-kind' })).text).toBe(
      'No delivery fits this query.',
    )
    expect(await agent.refusal('list_deliveries', { query: 'verification:faild' })).toContain('Did you mean "failed"?')
  })

  it.each([
    ['list_deliveries', { limit: 0 }],
    ['list_deliveries', { querry: 'x' }],
    ['show_delivery', {}],
    ['show_delivery', { id: 7 }],
    ['wait_for_delivery', { timeout_seconds: 1e9 }],
    ['replay', { id: 'x', target: 'file:///etc/passwd' }],
    ['show_delivery', { id: 'dlv_1', max_chars: Array.from({ length: 5000 }, () => []) }],
    ['no_such_tool', {}],
  ])('%s refuses %j with an error that can be read', async (name, input) => {
    const said = await agent.refusal(name, input)

    expect(said).toMatch(/Invalid arguments|not found/)
    expect(said.length).toBeLessThan(500)
  })

  it.each([['dlv_none_1'], [''], ['../../etc/passwd'], ['\u0000'], ['dlv_'.repeat(10_000)]])(
    'an id that is none: %j',
    async (id) => {
      expect((await agent.refusal('show_delivery', { id })).length).toBeLessThan(5000)
    },
  )
})

describe('show_delivery', () => {
  it('tells what it is, the verdicts, headers and body', async () => {
    const { text, structured } = await agent.call('show_delivery', { id: verified })
    const { inside } = blockOf(text)

    expect(structured.delivery).toMatchObject({
      id: verified,
      signature: { state: 'verified' },
      answer: { status: 200 },
    })
    expect(inside).toContain('Signature: Matches secret “live”')
    expect(inside).toContain('X-Replicer-Signature: ')
    expect(inside).toContain('"event": "call.ended"')
    expect(structured.payload.untrusted.text).toBe(sampleBody('replicer', 'call.ended').toString())
  })

  it('gives of a body of 5 MB an outline that fits, and the parts that are asked for', async () => {
    const outline = await agent.call('show_delivery', { id: long })

    expect(outline.structured.payload).toMatchObject({
      kind: 'json',
      size_bytes: expect.any(Number),
      untrusted: { text: null },
    })
    expect(outline.structured.payload.size_bytes).toBeGreaterThan(5_000_000)
    expect(outline.text.length).toBeLessThan(4000)
    expect(outline.text).toContain('/turns  array, 60,000 items')

    const part = await agent.call('show_delivery', { id: long, pointer: '/turns/59999/text' })
    expect(part.structured).toMatchObject({ delivery: null, payload: { next_offset: null } })
    expect(blockOf(part.text).inside).toContain('What can I do for you? 59999')

    const range = await agent.call('show_delivery', { id: long, pointer: '/turns', offset: 1000, max_chars: 200 })
    expect(range.structured.payload).toMatchObject({ offset: 1000, next_offset: 1200 })
    expect(await agent.refusal('show_delivery', { id: long, pointer: '/turns/60000' })).toContain(
      'There is a value at /turns',
    )
  })
})

describe('why_signature_failed', () => {
  it('tells the cause, that it is proven, and what to do', async () => {
    const { text, structured } = await agent.call('why_signature_failed', { id: failed })

    expect(structured).toMatchObject({ state: 'failed', cause: 'body-trailing-newline', proven: true, secret: 'live' })
    expect(text).toContain('Cause: body-trailing-newline, proven.')
    expect(structured.untrusted.advice).toBeTruthy()
    expect(structured.untrusted.steps.length).toBeGreaterThan(3)
    expect(JSON.stringify(structured) + text).not.toContain(secret)
  })

  it('tells of one that holds what that rests on', async () => {
    const { structured, text } = await agent.call('why_signature_failed', { id: verified })

    expect(structured).toMatchObject({
      state: 'verified',
      cause: null,
      scheme: { algorithm: expect.stringMatching(/sha-?256/i) },
    })
    expect(blockOf(text).inside).toContain('Matches secret “live”')
  })

  it('says what is missing where nothing could be checked', async () => {
    const { token } = await t.engine.endpoints.create({ name: 'No secret', provider: 'replicer', target: null })
    const id = await t.send(
      `${t.engine.receiverStatus().url}/in/${token}`,
      replicerRequest(sampleBody('replicer', 'call.ended'), 'x'),
    )

    expect((await agent.call('why_signature_failed', { id })).text).toContain(
      'ask the user to add the provider’s signing secret',
    )
  })
})

describe('how_payload_differs', () => {
  it('lists the places', async () => {
    const { structured, text } = await agent.call('how_payload_differs', { id: differing })

    expect(structured).toMatchObject({
      state: 'differs',
      differences: 1,
      schema: { provider: 'replicer', event: 'call.ended' },
    })
    expect(structured.untrusted.differences).toMatchObject([
      { kind: 'type', pointer: expect.stringContaining('duration') },
    ])
    expect(blockOf(text).inside).toContain('duration')
    expect((await agent.call('how_payload_differs', { id: verified })).structured).toMatchObject({
      state: 'conforms',
      differences: 0,
    })
  })
})

describe('export_fixture', () => {
  it('gives the files, and the command that writes them', async () => {
    const { structured, text } = await agent.call('export_fixture', { id: verified })
    const [envelope, body] = structured.untrusted.files

    expect(JSON.parse(envelope.text)).toMatchObject({ provider: 'replicer', bodyFile: body.name })
    expect(body.text).toBe(sampleBody('replicer', 'call.ended').toString())
    expect(structured.command).toBe(`switchhook export ${verified} --format fixture -o ./`)
    expect(blockOf(text).inside).toContain(envelope.text)
    expect(
      (await agent.call('export_fixture', { id: verified, format: 'curl' })).structured.untrusted.files,
    ).toMatchObject([{ text: expect.stringContaining('curl ') }])
  })

  it('replaces personal data where that is asked for', async () => {
    const { structured, text } = await agent.call('export_fixture', { id: verified, safe: true })

    expect(sampleBody('replicer', 'call.ended').toString()).toContain('John Doe')
    expect(text + JSON.stringify(structured)).not.toContain('John Doe')
    expect(structured.command).toContain(' --safe ')
  })

  it('does not give what is too long, and lists the formats for a wrong one', async () => {
    const { structured, text } = await agent.call('export_fixture', { id: long, format: 'har' })
    expect(structured).toMatchObject({ size_bytes: null, untrusted: { files: [] } })
    expect(text).toMatch(/^More than 4 MB, too much to be given here\. To write all of it.* -o \.\/$/)
    const [envelope, body] = (await agent.call('export_fixture', { id: verified, max_chars: 2500 })).structured
      .untrusted.files
    expect([typeof envelope.text, body.text]).toEqual(['string', null])
    expect(await agent.refusal('export_fixture', { id: verified, format: 'doc' })).toContain('there are fixture, curl')
  })
})

describe('provider_facts', () => {
  it('lists the packs, tells of one, and gives a schema', async () => {
    expect((await agent.call('provider_facts')).structured.providers.length).toBeGreaterThan(30)
    const { text, structured } = await agent.call('provider_facts', { provider: 'Replicer' })
    expect(structured.provider).toMatchObject({
      id: 'replicer',
      events: [expect.objectContaining({ type: 'call.ended', sample: true })],
    })
    expect(text).toContain('## Sources')
    const schema = await agent.call('provider_facts', { provider: 'replicer', event: 'call.ended' })
    expect(JSON.parse(schema.structured.event_schema)).toMatchObject({ type: 'object' })
  })

  it('names those that there are', async () => {
    expect(await agent.refusal('provider_facts', { provider: 'nobody' })).toContain('replicer')
    expect(await agent.refusal('provider_facts', { provider: 'replicer', event: 'no.such' })).toContain('call.ended')
  })
})

describe('resources and prompts', () => {
  const textAt = async (uri: string) => {
    const [content] = (await agent.client.readResource({ uri })).contents
    return content && 'text' in content ? content.text : ''
  }

  it('has every field of the query language', async () => {
    const text = await textAt('switchhook://query-language')

    for (const { name } of fields) expect(text).toContain(`\`${name}:`)
  })

  it('has a page for each provider, and completes its id', async () => {
    const { resources } = await agent.client.listResources()
    expect(resources.filter(({ uri }) => uri.startsWith('switchhook://providers/')).length).toBeGreaterThan(30)
    expect(await textAt('switchhook://providers/allo-v2')).toContain('# Allo v2 (allo-v2)')
    const ref = { type: 'ref/resource' as const, uri: 'switchhook://providers/{id}' }
    const { completion } = await agent.client.complete({ ref, argument: { name: 'id', value: 'allo' } })
    expect(completion.values).toContain('allo-v2')
    await expect(textAt('switchhook://providers/nobody')).rejects.toThrow('no provider pack “nobody”')
  })

  it('has deliveries, marked as data', async () => {
    expect(blockOf(await textAt(`switchhook://deliveries/${verified}`)).inside).toContain('call.ended')
    await expect(textAt('switchhook://deliveries/dlv_none_1')).rejects.toThrow()
  })

  it('has a prompt to debug a signature, whose tools exist', async () => {
    const known = new Set((await agent.client.listTools()).tools.map(({ name }) => name))
    const { prompts } = await agent.client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual(['debug_failing_signature', 'test_my_handler'])
    const { messages } = await agent.client.getPrompt({
      name: 'debug_failing_signature',
      arguments: { delivery: failed },
    })
    const text = JSON.stringify(messages)
    expect(text).toContain(failed)
    const named = [...text.matchAll(/\b[a-z]+_[a-z_]+\b/g)]
      .map(([name]) => name)
      .filter((name) => !name.startsWith('dlv_'))
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })
})
