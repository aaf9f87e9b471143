import { describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { createItemNames, maskItems } from '../../../../src/main/engine/export/mask-items.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'

const token = 'q83vEjRWeJCrze8SNFZ4kA'

function masked(headers: HeaderPair[], target = `/in/${token}`, secretValues: string[] = []) {
  const body = Buffer.from('{}')
  const [item] = maskItems([
    { delivery: deliveryDetail({}, { headers, target }), body, endpointName: 'x', secretValues },
  ])
  if (!item) throw new Error('no item')
  return item
}

const headerAfter = (name: string, secrets: string[] = [], value = 'v') =>
  masked([[name, value]], undefined, secrets).delivery.request.headers[0]?.[1]

describe('credentials', () => {
  it.each([
    ...['Authorization', 'PROXY-AUTHORIZATION', 'Cookie', 'X-Api-Key', 'apikey', 'X-Vapi-Secret', 'X-Auth-Token'],
    ...[
      'X-Gitlab-Token',
      'Validation-Token',
      'x_access_key',
      'X-Webhook-Password',
      'X-Goog-Channel-Token',
      'accessToken',
    ],
  ])('%s is masked', (name) => {
    expect(headerAfter(name)).toBe('(masked)')
  })

  it.each([
    ...['X-Hub-Signature-256', 'X-Token-Signature', 'X-Twilio-Signature', 'webhook-signature', 'Idempotency-Key'],
    ...['Content-Digest', 'X-Author', 'X-Tokenizer', 'X-Request-Id', 'svix-id', 'Stripe-Signature'],
  ])('%s stays, so that a fixture still verifies', (name) => {
    expect(headerAfter(name)).toBe('v')
  })

  it('are known by value too: plain, percent-encoded, base64', () => {
    expect(headerAfter('X-Plain', ['s3/cret'], 'key s3/cret.')).toBe('(masked)')
    expect(headerAfter('X-Plain', ['s3/cret'], 'k=s3%2Fcret')).toBe('(masked)')
    expect(headerAfter('X-Plain', ['s3/cret'], Buffer.from('s3/cret').toString('base64'))).toBe('(masked)')
    expect(headerAfter('X-Plain', ['s3/cret', ''], 'harmless')).toBe('harmless')
  })

  it('that are very short are known where they stand alone, not inside other values', () => {
    expect(headerAfter('X-Any', ['abc'], 'abc')).toBe('(masked)')
    expect(headerAfter('X-Signature', ['a'], 'sha256=ab12')).toBe('sha256=ab12')
  })

  it('are masked in the query, name and order kept', () => {
    const item = masked([], `/in/${token}/a?x=1&api_key=k&hub.verify%5Ftoken=a=b&token&y=ring`, ['ring'])
    const query = 'x=1&api_key=(masked)&hub.verify%5Ftoken=(masked)&token&y=(masked)'
    expect(item.path).toBe(`/a?${query}`)
    expect(item.delivery.request.publicUrl.endsWith(`/in/{token}/a?${query}`)).toBe(true)
    expect(item.masked).toEqual(['api_key', 'hub.verify%5Ftoken', 'y'])
  })

  it('are masked in the answer', () => {
    const delivery = deliveryDetail()
    const answerGiven = { ...delivery.answerGiven, headers: [['Validation-Token', 'v'] as const] } as never
    const [item] = maskItems([{ delivery: { ...delivery, answerGiven }, body: Buffer.of(), endpointName: 'x' }])
    expect(item?.delivery.answerGiven?.headers).toEqual([['Validation-Token', '(masked)']])
  })
})

describe('the target', () => {
  const targetAfter = (targetUrl: string | null, secretValues: string[] = []) =>
    maskItems([{ delivery: deliveryDetail(), body: Buffer.of(), endpointName: 'x', targetUrl, secretValues }])[0]

  it.each([
    ['http://localhost:3000/hooks?page=7', 'http://localhost:3000/hooks?page=7', []],
    ['http://localhost:3000/hooks?token=t&a=1', 'http://localhost:3000/hooks?token=(masked)&a=1', ['token']],
    ['https://example.com/?key=s3%2Fcret', 'https://example.com/?key=(masked)', ['key']],
    ['https://me:pass@example.com/a@b', 'https://(masked)@example.com/a@b', ['user and password of the target']],
    ['https://example.com/a@b?c=d@e', 'https://example.com/a@b?c=d@e', []],
  ])('%s', (target, shown, masked) => {
    expect(targetAfter(target, ['s3/cret'])).toMatchObject({ targetUrl: shown, masked })
  })

  it('may be none', () => expect(targetAfter(null)?.targetUrl).toBeNull())
})

describe('the token of the endpoint', () => {
  it.each([
    [`/in/${token}`, ''],
    [`/in/${token}/`, '/'],
    [`/in/${token}?a=b`, '?a=b'],
    [`/in/${token}/in/x?y=/in/z`, '/in/x?y=/in/z'],
    [`http://other.test/in/${token}/a`, '/a'],
  ])('is not in the path: %s', (target, path) => {
    const item = masked([['X-Original-Uri', target]], target)
    expect(item.path).toBe(path)
    expect(JSON.stringify(item.delivery)).not.toContain(token)
  })
})

it('is provider, event, time in UTC and the end of the id', () => {
  expect(createItemNames()(deliveryDetail())).toBe('allo-v2-call.completed-20261120-163630-9x7qh3m8')
})

it('does without provider and event', () => {
  const name = createItemNames()(deliveryDetail({ provider: null, eventType: null }, { method: 'PUT' }))
  expect(name).toMatch(/^unknown-put-/)
})

it.each(['../../etc/passwd', 'a\\b:c*d?"<>|', '.hidden.', '', '   ', 'x'.repeat(500), '田中', 'a\u0000b'])(
  'makes event %j safe',
  (eventType) => {
    expect(createItemNames()(deliveryDetail({ eventType }))).toMatch(/^allo-v2-[a-z0-9][a-z0-9._-]{0,100}$/)
  },
)

it('counts what would have the same name, also on file systems without case', () => {
  const nameOf = createItemNames()
  const names = ['dlv_ABCDEFGH', 'dlv_abcdefgh', 'dlv_abcdefgh'].map((id) => nameOf(deliveryDetail({ id })))
  expect(names.map((name) => name.split('163630-')[1])).toEqual(['abcdefgh', 'abcdefgh-2', 'abcdefgh-3'])
})

it('hides a secret in the event type, in the file name made of it, and partly escaped or as UTF-8 in a header', () => {
  const secret = 'ASCIIsecrét-1'
  const value = Buffer.from(secret).toString('latin1')
  const headers: HeaderPair[] = [
    ['X-Forwarded-Uri', '/x?z=A%53CIIsecr%c3%a9t-1'],
    ['X-Utf-8', `is ${value}.`],
  ]
  const [item] = maskItems([
    {
      delivery: deliveryDetail({ eventType: `got ${secret}` }, { headers }),
      body: Buffer.from('{}'),
      endpointName: 'x',
      secretValues: [secret],
    },
  ])

  expect(item?.delivery.eventType).toBe('got (masked)')
  expect(item?.name).not.toContain('secr')
  expect(item?.delivery.request.headers.map(([, shown]) => shown)).toEqual(['(masked)', '(masked)'])
})
