import { describe, expect, test } from 'vitest'
import {
  respellSecret,
  secretSpellings,
  wrongKind,
} from '../../../../../src/main/engine/signatures/ladder/secret-spellings.ts'
import { schemeRegistry } from '../../../../../src/main/engine/signatures/registry.ts'

const describing = (id: string, params: object = {}) => {
  const scheme = schemeRegistry.get(id)
  if (!scheme) throw new Error(`no scheme ${id}`)
  return scheme.describe(scheme.params.parse(params))
}

describe('spellings of a secret', () => {
  test.each([
    ['secret\n', 'secret', 'trimmed'],
    ['\ufeffsecret', 'secret', 'trimmed'],
    ['"secret"', 'secret', 'unquoted'],
    ["'secret'", 'secret', 'unquoted'],
    ['export WEBHOOK_SECRET="secret"', 'secret', 'value-only'],
    ['Bearer secret', 'secret', 'without-scheme-word'],
    ['a%2Bb%3D', 'a+b=', 'url-decoded'],
    ['dXNlcjpwYXNz', 'user:pass', 'base64-decoded'],
    ['whsec_abcdefgh', 'abcdefgh', 'without-prefix'],
    ['abcdefgh', 'whsec_abcdefgh', 'whsec'],
  ])('%j may mean %j', (value, meant, form) => {
    const found = secretSpellings(value).find((one) => one.value === meant)
    expect(found?.form).toBe(form)
    expect(respellSecret(value, form)).toBe(meant)
  })

  test('each value once, and never an empty one', () => {
    for (const value of [' ', '""', 'a', 'A', 'same\n']) {
      const values = secretSpellings(value).map((one) => one.value)
      expect(new Set(values).size).toBe(values.length)
      expect(values).not.toContain('')
      expect(values).not.toContain(value)
    }
  })

  test('an unknown form gives nothing', () => expect(respellSecret('secret', 'rot13')).toBeNull())
})

describe('what is no signing secret', () => {
  const hmac = describing('hmac', { secretIssued: true })
  const chosen = describing('hmac')

  test.each([
    ['sk_live_51HabcdefGHIJKL', 'a Stripe API key'],
    ['we_1NabcdefGHIJKL', 'the id of a webhook endpoint'],
    ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'a GitHub access token'],
    ['xoxb-1-2-abc', 'a Slack token'],
    ['AC0123456789abcdef0123456789abcdef', 'a Twilio account or key SID'],
    ['https://example.com/in', 'a URL'],
    ['-----BEGIN PUBLIC KEY-----\nMCow', 'a public key'],
    ['-----BEGIN PRIVATE KEY-----\nMC4C', 'a private key'],
    ['MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=', 'a public key'],
  ])('%j', (value, words) => expect(wrongKind(value, hmac)).toBe(words))

  test.each(['a text', 'whsec_abcdef', '5f2b8c1de94a4f6780aa31c5d7e9b042', 'shpss_0123456789abcdef', 'wrong-secret'])(
    '%j may be one',
    (value) => expect(wrongKind(value, hmac)).toBeNull(),
  )

  test.each([
    'webhook_secret123',
    'key_0123456789abcdef0123',
    'app_production',
    'sk_live_51HabcdefGHIJKL',
    'AC0123456789abcdef0123456789abcdef',
    'https://example.com/in',
    'xoxb-1-2-abc',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  ])('%j may be one that a user has chosen', (value) => expect(wrongKind(value, chosen)).toBeNull())

  test('what nobody chooses is told even there', () => {
    const github = describing('hmac', { header: 'X-Hub-Signature-256' })
    expect(wrongKind('ghp_16C7e42F292c6912E7710c838347Ae178B4a', github)).toBe('a GitHub access token')
    expect(wrongKind('eyJhbGciOiJIUzI1NiJ9.e30.x', chosen)).toBe('a JSON Web Token')
    expect(wrongKind('-----BEGIN PUBLIC KEY-----', chosen)).toBe('a public key')
  })

  test('an auth id, where it is the key', () => {
    const plivo = describing('hmac', { secretIssued: true, secretHint: 'the auth id' })
    expect(wrongKind('MANWU3Y2M1ZTQ2ZGJLM2', plivo)).toBeNull()
    expect(wrongKind('MANWU3Y2M1ZTQ2ZGJLM2', hmac)).toBe('a Plivo auth id')
  })

  test('an API key, where the provider signs with it', () => {
    const retell = describing('hmac', { secretIssued: true, secretHint: 'the API key with the webhook badge' })
    expect(wrongKind('key_0123456789abcdef0123', retell)).toBeNull()
    expect(wrongKind('key_0123456789abcdef0123', hmac)).toBe('an API key')
  })

  test('anything, where the user chooses what is sent', () => {
    expect(wrongKind('sk_live_51HabcdefGHIJKL', describing('bearer'))).toBeNull()
  })

  test('in place of a public key, whatever is none', () => {
    const telnyx = describing('public-key')
    expect(wrongKind('i2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=', telnyx)).toBeNull()
    expect(wrongKind('whsec_abcdef', telnyx)).toBe('a shared signing secret')
    expect(wrongKind('hello', telnyx)).toBe('not a public key')
  })
})
