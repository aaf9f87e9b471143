import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReceiver } from '../../src/testing/receiver.ts'
import { send } from '../../src/testing/send.ts'
import type { Receiver } from '../../src/testing/types.ts'
import { rejection } from '../support/rejection.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
let hook: Receiver
beforeAll(async () => {
  hook = await startReceiver({ secret, answer: { status: 201, headers: { 'X-Kept': 'yes' }, body: { id: 7 } } })
})
afterAll(() => hook.close())

test('tells the answer, and what was sent', async () => {
  const sent = await send('allo-v2', 'call.completed', { to: hook.url, secret })

  expect(sent).toMatchObject({ status: 201, text: '{"id":7}', json: { id: 7 } })
  expect(sent.header('x-kept')).toBe('yes')
  expect(sent.ms).toBeGreaterThan(0)
  expect(sent.deadlineMs === null ? null : sent.ms <= sent.deadlineMs).toBe(sent.onTime)
  expect(sent.request.url).toBe(hook.url)
  const { body } = await hook.captured()
  expect(Buffer.from(body).toString()).toBe(sent.request.text)
})

test('is signed as the provider signs', async () => {
  const { request } = await send('allo-v2', 'call.completed', { to: hook.url, secret })
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]))

  expect(new Webhook(secret).verify(request.text, headers)).toMatchObject({ topic: 'call.completed' })
})

test('is another event each time', async () => {
  const ids = await hook.captureDuring(async () => {
    await send('replicer', 'call.ended', { to: hook.url, secret })
    await send('replicer', 'call.ended', { to: hook.url, secret })
  })

  expect(new Set(ids.map(({ eventId }) => eventId)).size).toBe(2)
})

const keyPair = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

describe('every kind of signature holds', () => {
  test.each([
    ['replicer', 'call.ended', 'rpl_secret', 'rpl_secret'],
    ['telnyx', 'call.initiated', keyPair.privateKey, keyPair.publicKey],
    ['twilio', 'call.completed', '12345678901234567890123456789012', '12345678901234567890123456789012'],
    ['stripe', 'invoice.created', 'whsec_stripe_test', 'whsec_stripe_test'],
    ['github', 'push', 'github secret', 'github secret'],
  ] as const)('%s', async (provider, event, signWith, checkWith) => {
    await using hook = await startReceiver({ provider, secret: checkWith })
    await send(provider, event, { to: `${hook.url}?from=test`, secret: signWith })
    const delivery = await hook.captured()

    expect(delivery).toMatchObject({ provider, event, verification: { state: 'verified' } })
    expect(delivery.conformance.sentence).toMatch(/^(Matches|Fits|The envelope)/)
  })

  test('and a provider that does not sign needs no secret', async () => {
    await using hook = await startReceiver()
    await send('outcallerai', 'lead.created', { to: hook.url })

    expect(await hook.captured('provider:outcallerai')).toMatchObject({ verification: { state: 'unsigned' } })
  })
})

describe('what is put in', () => {
  test('stands in the body, in the headers that repeat it, and is signed', async () => {
    await using hook = await startReceiver({ provider: 'replicer', secret })
    const set = { '/id': 'evt-1', '/data/duration': 0, '/data/summary': undefined, '/data/metadata/tags': ['vip'] }
    await send('replicer', 'call.ended', { to: hook.url, secret, set })
    const { json, headers, text, verification } = await hook.captured({ event: 'call.ended' })

    expect(json).toMatchObject({ id: 'evt-1', data: { duration: 0, metadata: { tags: ['vip'] } } })
    expect(json).not.toHaveProperty('data.summary')
    expect(headers).toContainEqual(['X-Replicer-Delivery-Id', 'evt-1'])
    expect(text).toContain('"tokenCost": 12.50')
    expect(verification.state).toBe('verified')
  })

  test('can be fields of a form', async () => {
    const { request } = await send('twilio', 'call.completed', {
      to: hook.url,
      secret: null,
      set: { '/CallStatus': 'busy', '/Called': undefined, '/New': 1 },
    })
    const form = new URLSearchParams(request.text)

    expect(form.get('CallStatus')).toBe('busy')
    expect(form.has('Called')).toBe(false)
    expect(form.get('New')).toBe('1')
  })

  test.each([
    ['data/id', '"data/id" is not a JSON pointer: write "/data/id".'],
    ['/dat/id', 'This sample has no /dat, so /dat/id has no place.'],
    ['/id/x', '/id cannot hold /id/x.'],
  ])('at %s is refused', async (pointer, message) => {
    const options = { to: hook.url, secret, set: { [pointer]: 1 } }

    expect(await rejection(send('replicer', 'call.ended', options))).toBe(message)
  })
})

test('headers are set and left out after signing', async () => {
  const headers = { 'x-replicer-event': null, 'X-Trace': '1', 'Content-Type': 'text/plain' }
  await send('replicer', 'call.ended', { to: hook.url, secret, headers })
  const delivery = await hook.captured('header.x-trace:1')

  expect(delivery.header('X-Replicer-Event')).toBeUndefined()
  expect(delivery.headers.filter(([name]) => /content-type/i.test(name))).toEqual([['Content-Type', 'text/plain']])
})

test.each(['wrong-secret', 'body-changed', 'header-missing', 'encoding'] as const)(
  'a signature with the fault %s does not hold',
  async (fault) => {
    await using hook = await startReceiver({ provider: 'replicer', secret })
    await send('replicer', 'call.ended', { to: hook.url, secret, fault })

    expect((await hook.captured()).verification.state).toBe('failed')
  },
)

test('is signed at the moment that is told', async () => {
  await using hook = await startReceiver({ provider: 'allo-v2', secret })
  await send('allo-v2', 'call.completed', { to: hook.url, secret, at: new Date('2020-01-01T00:00:00Z') })

  expect((await hook.captured()).verification).toMatchObject({ state: 'failed', reason: 'timestamp-too-old' })
})

describe('says what is missing', () => {
  const to = 'http://127.0.0.1:9/'
  test.each([
    ['a secret', () => send('replicer', 'call.ended', { to }), /^Replicer signs its deliveries: give the secret, or/],
    [
      'a sample',
      () => send('replicer', 'call.begun', { to, secret }),
      /^Replicer has no sample of "call\.begun"; there are call\.ended/,
    ],
    [
      'a private key',
      () => send('telnyx', 'call.initiated', { to, secret: 'abc' }),
      /Where a provider signs with a private key, give that/,
    ],
    [
      'a documented scheme',
      () => send('oneinbox', 'call.ended', { to, secret }),
      /^OneInbox does not document how it signs/,
    ],
    [
      'a fault of this scheme',
      () => send('replicer', 'call.ended', { to, secret, fault: 'timestamp-too-old' }),
      /^A receiver cannot notice the fault "timestamp-too-old" in a signature of Replicer, but it can notice wrong-secret/,
    ],
    [
      'a secret for the fault',
      () => send('replicer', 'call.ended', { to, secret: null, fault: 'encoding' }),
      /^A fault can be made only in a signature/,
    ],
    [
      'a URL',
      () => send('replicer', 'call.ended', { to: 'localhost:3000', secret }),
      /^"localhost:3000" is not an http or https URL/,
    ],
    [
      'a server',
      () => send('replicer', 'call.ended', { to, secret }),
      /^Nothing listens on 127\.0\.0\.1:9\. Start your app/,
    ],
  ] as const)('%s', async (_, run, message) => {
    expect(await rejection(run())).toMatch(message)
  })

  test('an answer in time', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => silent.once('listening', done))
    const { port } = silent.address() as { port: number }
    const message = await rejection(
      send('replicer', 'call.ended', { to: `http://127.0.0.1:${port}`, secret, timeout: 20 }),
    )
    silent.closeAllConnections()
    silent.close()

    expect(message).toMatch(/gave no answer within 0\.02 s|took no connection within 0\.02 s/)
  })
})
