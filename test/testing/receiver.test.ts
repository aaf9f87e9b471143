import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { startReceiver } from '../../src/testing/receiver.ts'
import { send } from '../../src/testing/send.ts'
import type { Answer, ProviderId, Receiver, ReceiverOptions } from '../../src/testing/types.ts'
import { rejection } from '../support/rejection.ts'

const secret = 'rpl_test_secret'
const open: Receiver[] = []
afterEach(async () => {
  for (const hook of open.splice(0)) await hook.close()
})

async function start<P extends ProviderId>(options: ReceiverOptions<P> = {}): Promise<Receiver<P>> {
  const hook = await startReceiver(options)
  open.push(hook)
  return hook
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body })

describe('a delivery', () => {
  test('is detected, verified and held against its schema', async () => {
    const hook = await start({ secret })
    await send('replicer', 'call.ended', { to: hook.url, secret })
    const delivery = await hook.captured()

    expect(delivery).toMatchObject({
      method: 'POST',
      target: '/hook',
      url: hook.url,
      provider: 'replicer',
      event: 'call.ended',
      callId: 'clx-call-001',
      attempt: 1,
      summary: 'John Doe, completed, 4 min',
      handshake: null,
      aborted: false,
      answered: { status: 200 },
      verification: { state: 'verified', reason: 'signature-matches' },
      conformance: { state: 'conforms', issues: [] },
      json: { event: 'call.ended', data: { duration: 240 } },
    })
    expect(delivery.verification.sentence).toMatch(/^Matches secret “secret”\. Covers the raw body;/)
    expect(delivery.conformance.sentence).toMatch(/^[^`]* call\.ended[^`]*$/)
    expect(delivery.explain()).toBeNull()
  })

  test('has its exact bytes, and its headers in order and case, repeated ones too', async () => {
    const hook = await start()
    const body = Buffer.from([0xff, 0x00, 0x7b])
    await new Promise<void>((resolve, reject) => {
      const outgoing = httpRequest(hook.url, {
        method: 'PUT',
        headers: ['X-Tag', 'a', 'x-tag', 'b', 'Host', 'example.com'],
      })
      outgoing.once('error', reject).once('response', (answer) => answer.resume().once('end', resolve))
      outgoing.end(body)
    })
    const delivery = await hook.captured()

    expect(Buffer.from(delivery.body)).toEqual(body)
    expect(delivery.headers.slice(0, 3)).toEqual([
      ['X-Tag', 'a'],
      ['x-tag', 'b'],
      ['Host', 'example.com'],
    ])
    expect(delivery.header('X-TAG')).toBe('a')
    expect(delivery.url).toBe('http://example.com/hook')
    expect(delivery.json).toBeUndefined()
    expect(delivery).toMatchObject({ method: 'PUT', provider: null, event: null })
  })

  test('tells why its signature fails', async () => {
    const hook = await start({ provider: 'replicer', secret })
    await send('replicer', 'call.ended', { to: hook.url, secret, fault: 'body-trailing-newline' })
    const delivery = await hook.captured()

    expect(delivery.verification).toMatchObject({ state: 'failed', reason: 'signature-mismatch' })
    expect(delivery.explain()).toMatchObject({ code: 'body-trailing-newline', proven: true })
  })

  test('is a later attempt where its event id came before', async () => {
    const hook = await start({ secret })
    const same = { '/id': '5b0e9a3c-41f2-4c7e-9d0a-8f6b1c27e914' }
    await send('replicer', 'call.ended', { to: hook.url, secret, set: same })
    await send('replicer', 'call.ended', { to: hook.url, secret, set: same })
    await send('replicer', 'call.ended', { to: hook.url, secret })

    expect(hook.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 1])
  })

  test('is told as aborted where its sender went away', async () => {
    const hook = await start({ provider: 'replicer', secret })
    const socket = connect(Number(new URL(hook.url).port), '127.0.0.1')
    socket.write('POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{"a"')
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(50)
    socket.end()
    const delivery = await hook.captured()

    expect(delivery).toMatchObject({ aborted: true, text: '{"a"', answered: null })
    expect(delivery.verification.reason).toBe('delivery-incomplete')
  })
})

describe('captured', () => {
  test('waits for a delivery, and hands each out once', async () => {
    const hook = await start()
    const both = Promise.all([hook.captured(), hook.captured()])
    await post(hook.url, '{"n":1}')
    await post(hook.url, '{"n":2}')

    expect((await both).map(({ json }) => json)).toEqual([{ n: 1 }, { n: 2 }])
    expect(await rejection(hook.captured(undefined, { timeout: 1 }))).toBe(
      'A delivery did not come within 0.001 s. There came:\n  POST /hook: of no known provider, unverifiable\n  POST /hook: of no known provider, unverifiable',
    )
  })

  test.each([
    ['a query', 'type:call.ended verified:yes status:200 "annual plan"'],
    ['fields', { provider: 'replicer', event: 'call.ended', method: 'POST', target: '/hook' }],
    ['a function', ({ callId }: { callId: string | null }) => callId === 'clx-call-001'],
  ] as const)('chooses by %s', async (_, match) => {
    const hook = await start({ secret })
    await post(hook.url, '{}')
    await send('replicer', 'call.ended', { to: hook.url, secret })

    expect(await hook.captured(match)).toMatchObject({ provider: 'replicer' })
  })

  test('says what it waited for', async () => {
    const hook = await start()

    expect(await rejection(hook.captured('type:call.ended', { timeout: 1 }))).toBe(
      'A delivery that fits "type:call.ended" did not come within 0.001 s. Nothing came.',
    )
    expect(await rejection(hook.captured({ event: 'call.ended' }, { timeout: 1 }))).toMatch(
      /^A delivery with event "call\.ended" did not come/,
    )
  })

  test('passes on what a function throws', async () => {
    const hook = await start()
    const waiting = rejection(
      hook.captured(() => {
        throw new Error('no delivery like this')
      }),
    )
    await post(hook.url, '{}')

    expect(await waiting).toBe('no delivery like this')
    expect((await hook.captured()).json).toEqual({})
  })

  test('refuses a query with a mistake', async () => {
    const hook = await start()

    expect(await rejection(hook.captured('verifed:no'))).toMatch(/^The query "verifed:no" cannot be used: .*verified/)
  })
})

describe('captureDuring', () => {
  test('gives what came meanwhile, and nothing from before', async () => {
    const hook = await start()
    await post(hook.url, '{"n":1}')
    const came = await hook.captureDuring(async () => {
      await post(hook.url, '{"n":2}')
      await post(hook.url, '{"n":3}')
    })

    expect(came.map(({ json }) => json)).toEqual([{ n: 2 }, { n: 3 }])
    expect((await hook.captured()).json).toEqual({ n: 1 })
  })

  test('waits for as many as are wanted, also after the function has ended', async () => {
    const hook = await start()
    const came = await hook.captureDuring(
      () => {
        void post(hook.url, '{"kind":"other"}')
        void post(hook.url, '{"kind":"wanted"}')
      },
      { match: 'body./kind:wanted', count: 1 },
    )

    expect(came.map(({ json }) => json)).toEqual([{ kind: 'wanted' }])
  })

  test('says how many came where it were too few', async () => {
    const hook = await start()
    const tooFew = hook.captureDuring(() => post(hook.url, '{}'), { count: 2, timeout: 1 })

    expect(await rejection(tooFew)).toMatch(/^A delivery: 1 of 2 came within 0\.001 s\. There came/)
  })

  test('does not need what was forgotten meanwhile', async () => {
    const hook = await start()
    await post(hook.url, '{"n":1}')
    const came = await hook.captureDuring(async () => {
      hook.clear()
      await post(hook.url, '{"n":2}')
    })

    expect(came.map(({ json }) => json)).toEqual([{ n: 2 }])
    expect(hook.deliveries).toHaveLength(1)
  })

  test('waits no longer than it was told to for an answer that does not end', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
    const answer = ({ json }: { json: unknown }): Answer | Promise<Answer> => {
      if (JSON.stringify(json) !== '{"n":1}') return 200
      enter()
      return new Promise<Answer>(() => undefined)
    }
    const hook = await start({ answer })
    const run = async () => {
      void rejection(post(hook.url, '{"n":1}'))
      await entered
      await post(hook.url, '{"n":2}')
    }

    expect(await rejection(hook.captureDuring(run, { timeout: 1 }))).toBe(
      'A request was still being read or answered after 0.001 s.',
    )
    // Enough have come, whatever else is under way.
    const came = await hook.captureDuring(() => post(hook.url, '{"n":3}'), { count: 1, timeout: 1 })
    expect(came.map(({ json }) => json)).toEqual([{ n: 3 }])
  })

  test('passes on what the function throws', async () => {
    const hook = await start()

    expect(await rejection(hook.captureDuring(() => Promise.reject(new Error('no call today'))))).toBe('no call today')
  })
})

describe('the answer', () => {
  test.each([
    [503, 503, '', null],
    [{ status: 202, body: 'soon' }, 202, 'soon', null],
    [{ body: { ok: true } }, 200, '{"ok":true}', 'application/json'],
    [{ body: '<Response/>', headers: { 'content-type': 'text/xml' } }, 200, '<Response/>', 'text/xml'],
    [{ status: 204, delayMs: 1 }, 204, '', null],
  ] as const)('%j is sent', async (answer, status, text, type) => {
    const hook = await start({ answer })
    const response = await post(hook.url, '{}')

    expect(response.status).toBe(status)
    expect(await response.text()).toBe(text)
    expect(response.headers.get('content-type')).toBe(type)
  })

  test('can be decided for each delivery', async () => {
    const hook = await start({ answer: ({ attempt, event }) => (event === 'call.ended' && attempt < 3 ? 500 : 200) })
    const options = { to: hook.url, secret, set: { '/id': 'one' } }
    const statuses = []
    for (let attempt = 1; attempt <= 3; attempt++) statuses.push((await send('replicer', 'call.ended', options)).status)

    expect(statuses).toEqual([500, 500, 200])
  })

  test('can be none', async () => {
    const hook = await start({ answer: 'none' })

    await expect(post(hook.url, '{}')).rejects.toThrow()
    expect((await hook.captured()).answered).toBeNull()
  })

  test('to a setup request is the one that the provider demands', async () => {
    const hook = await start({ provider: 'slack', secret })
    const challenge = { type: 'url_verification', challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' }
    const response = await post(hook.url, JSON.stringify(challenge))

    expect(await response.text()).toBe(challenge.challenge)
    expect((await hook.captured()).handshake).toBe('Slack URL verification')
  })

  const wrong: readonly (readonly [what: string, answer: () => Answer | Promise<Answer>, message: RegExp])[] = [
    ['throws', () => Promise.reject(new Error('boom')), /^The answer of the receiver failed: Error: boom/],
    ['has an impossible status', () => 99, /An answer has a status from 200 to 599, not 99/],
    ['has an impossible header', () => ({ headers: { 'a b': 'c' } }), /cannot be sent: .*a b/],
  ]
  test.each(wrong)('that %s fails the test', async (_, answer, message) => {
    const hook = await startReceiver({ answer })
    expect((await post(hook.url, '{}')).status).toBe(500)

    expect(await rejection(hook.close())).toMatch(message)
  })
})

test('receivers are apart from each other', async () => {
  const hooks = await Promise.all([start(), start(), start()])
  await Promise.all(hooks.map(({ url }, index) => post(url, JSON.stringify({ index }))))

  expect(new Set(hooks.map(({ url }) => url)).size).toBe(3)
  for (const [index, hook] of hooks.entries()) {
    expect(hook.deliveries.map(({ json }) => json)).toEqual([{ index }])
  }
})

test('closing rejects who waits, ends connections and frees the port', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
  const hook = await startReceiver({
    answer: () => {
      enter()
      return { delayMs: 60_000 }
    },
  })
  const late = rejection(post(hook.url, '{}'))
  await entered
  const waiting = rejection(hook.captured('type:never'))
  await hook.close()
  await hook.close()

  expect(await waiting).toBe('The receiver was closed.')
  expect(await late).toBe('fetch failed')
  const again = await startReceiver({ port: Number(new URL(hook.url).port) })
  await again.close()
})

test('a provider that does not exist is refused with what was meant', async () => {
  expect(await rejection(startReceiver({ provider: 'replicr' }))).toBe(
    'There is no provider "replicr". Did you mean "replicer"?',
  )
})
