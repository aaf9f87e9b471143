import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { PackSignature } from '#shared/model/provider-pack.ts'
import { SignatureReport } from '#shared/model/signature-report.ts'
import type { JudgeInput } from '../../../../src/main/engine/signatures/judge.ts'
import { reportSignature } from '../../../../src/main/engine/signatures/report.ts'
import { schemeRequest, seconds, secretList } from '../../../support/verify-with.ts'

const pack = (scheme: string, params: object = {}) => PackSignature.parse({ kind: 'scheme', scheme, params })
const slack = pack('hmac', {
  header: 'X-Slack-Signature',
  format: 'v0={signature}',
  timestampHeader: 'X-Slack-Request-Timestamp',
  signed: 'v0:{timestamp}:{body}',
})
const digest = (body: string) => createHmac('sha256', 'key').update(`v0:${seconds}:${body}`).digest('hex')
const signed = (value: string, body: string) =>
  schemeRequest(
    [
      ['X-Slack-Signature', `v0=${value}`],
      ['X-Slack-Request-Timestamp', seconds],
    ],
    body,
  )
const textOf = (base64: string | undefined) => Buffer.from(base64 ?? '', 'base64').toString()

const report = (changes: Partial<JudgeInput>): SignatureReport =>
  SignatureReport.parse(
    reportSignature({
      request: signed(digest('{}'), '{}'),
      aborted: false,
      signature: slack,
      recipe: null,
      secrets: secretList('key'),
      ...changes,
    }),
  )

test('scheme in words, signed string in parts, digests', () => {
  const { scheme, signedString, received, expected } = report({})
  expect(scheme).toEqual({
    id: 'hmac',
    name: 'HMAC',
    algorithm: 'HMAC-SHA256, lower-case hex',
    signedString: '“v0:”, timestamp, “:”, raw body',
    header: 'X-Slack-Signature',
    from: 'pack',
  })
  expect(signedString.map(({ bytes }) => textOf(bytes)).join('')).toBe(`v0:${seconds}:{}`)
  expect(signedString.at(-1)).toEqual({ name: 'raw body', bytes: 'e30=', size: 2, omitted: 0 })
  expect(received).toEqual([digest('{}')])
  expect(expected).toEqual([{ label: 'secret 1', value: digest('{}'), matches: true, firstDifference: null }])
})

test('the first differing character is told for each secret that does not match', () => {
  const value = digest('{}')
  const received = `${value.slice(0, 5)}${value[5] === '0' ? '1' : '0'}${value.slice(6)}`
  const { expected, verification } = report({ request: signed(received, '{}') })
  expect(verification.reason).toBe('signature-mismatch')
  expect(expected).toEqual([{ label: 'secret 1', value, matches: false, firstDifference: 5 }])
})

test('long parts are cut in the middle', () => {
  const body = `${'a'.repeat(5000)}${'b'.repeat(5000)}`
  const part = report({ request: signed(digest(body), body) }).signedString.at(-1)
  expect(part).toMatchObject({ size: 10_000, omitted: 10_000 - 4096 })
  expect(textOf(part?.bytes)).toBe('a'.repeat(2048) + 'b'.repeat(2048))
})

test('a part of exactly the limit stays whole', () => {
  const body = 'a'.repeat(4096)
  expect(report({ request: signed(digest(body), body) }).signedString.at(-1)).toMatchObject({ size: 4096, omitted: 0 })
})

test('thousands of received signatures are not all carried to the screen', () => {
  const many = Array.from({ length: 9000 }, (_, index) => `v1,${index}`).join(' ')
  const request = schemeRequest([
    ['webhook-id', '1'],
    ['webhook-timestamp', seconds],
    ['webhook-signature', many],
  ])
  expect(report({ signature: pack('standard-webhooks'), request }).received).toHaveLength(50)
})

describe('no secret is in a report', () => {
  const holds = (one: SignatureReport, secret: string) =>
    JSON.stringify(one).includes(secret) || one.signedString.some(({ bytes }) => textOf(bytes).includes(secret))

  test('a secret that is a part of the signed string is masked', () => {
    const signature = pack('hmac', { mac: 'hash', signed: '{secret}{body}' })
    const one = report({
      signature,
      secrets: secretList('s3cret-text'),
      request: schemeRequest([['X-Signature', 'aa']]),
    })
    expect(one.signedString.map(({ name }) => name)).toEqual(['secret', 'raw body'])
    expect(textOf(one.signedString[0]?.bytes)).toBe('••••••••')
    expect(holds(one, 's3cret-text')).toBe(false)
  })

  test.each([
    ['static-header', 'X-Webhook-Secret', 's3cret-text'],
    ['bearer', 'Authorization', 'Bearer s3cret-text'],
    ['basic', 'Authorization', `Basic ${Buffer.from('s3cret-text').toString('base64')}`],
  ])('%s', (scheme, name, value) => {
    const one = report({
      signature: pack(scheme),
      secrets: secretList('s3cret-text'),
      request: schemeRequest([[name, value]]),
    })
    expect(one).toMatchObject({
      verification: { state: 'verified' },
      received: ['••••••••'],
      expected: [],
      signedString: [],
    })
    expect(holds(one, 's3cret-text')).toBe(false)
  })
})

test.each([
  ['nothing to check by', { signature: null }],
  ['no such scheme', { recipe: { scheme: 'rot13', params: {} } }],
] as const)('%s: an empty report', (_case, changes) => {
  expect(report(changes)).toMatchObject({ scheme: null, signedString: [], received: [], expected: [] })
})

test('without a secret the signed string is shown all the same', () => {
  const one = report({ secrets: [], recipe: { scheme: 'hmac', params: { header: 'X-Slack-Signature' } } })
  expect(one).toMatchObject({ verification: { reason: 'no-secret' }, expected: [], scheme: { from: 'recipe' } })
  expect(one.signedString).toHaveLength(1)
})
