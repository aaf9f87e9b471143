import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { PackSignature } from '#shared/model/provider-pack.ts'
import { type JudgeInput, judge } from '../../../../src/main/engine/signatures/judge.ts'
import { registryOf, schemeRegistry } from '../../../../src/main/engine/signatures/registry.ts'
import { schemeRequest, seconds, secretList } from '../../../support/verify-with.ts'

const hex = (text: string, algorithm = 'sha256') => createHmac(algorithm, 'key').update(text).digest('hex')
const replicer = PackSignature.parse({ kind: 'scheme', scheme: 'hmac', params: { header: 'X-Replicer-Signature' } })
const none = PackSignature.parse({ kind: 'none', why: 'no page tells of a signature' })
const unknown = PackSignature.parse({ kind: 'not-documented', why: 'no page says how', recipe: { scheme: 'hmac' } })
const good = schemeRequest([['X-Replicer-Signature', hex('{}')]])

const judged = (changes: Partial<JudgeInput>) =>
  judge({
    request: good,
    aborted: false,
    signature: replicer,
    recipe: null,
    secrets: secretList('old', 'key'),
    ...changes,
  })

describe('checked', () => {
  test('verified: which secret, what it covers, replay', () => {
    expect(judged({})).toEqual({
      state: 'verified',
      reason: 'signature-matches',
      scheme: 'hmac',
      secret: { id: 's2', label: 'secret 2' },
      covers: { extent: 'body', detail: 'the raw body' },
      replay: { protected: false, toleranceSeconds: null, detail: 'no timestamp is signed' },
      detail: null,
    })
  })

  test('failed: the reason of the scheme, no secret', () => {
    expect(judged({ request: schemeRequest([]) })).toMatchObject({
      state: 'failed',
      reason: 'header-missing',
      secret: null,
      detail: 'X-Replicer-Signature is not among the headers',
    })
    expect(judged({ secrets: secretList('old') })).toMatchObject({ state: 'failed', reason: 'signature-mismatch' })
  })

  test('a recipe takes the place of the pack’s scheme, or of none', () => {
    const recipe = { scheme: 'hmac', params: { header: 'X-Mine', algorithm: 'sha512' } }
    const request = schemeRequest([['X-Mine', hex('{}', 'sha512')]])
    for (const signature of [replicer, none, unknown, null]) {
      expect(judged({ request, recipe, signature })).toMatchObject({ state: 'verified', scheme: 'hmac' })
    }
  })
})

describe('not checked', () => {
  test.each([
    ['unsigned', 'provider-does-not-sign', { signature: none }],
    ['unverifiable', 'scheme-not-documented', { signature: unknown }],
    ['unverifiable', 'provider-not-detected', { signature: null }],
    ['unverifiable', 'no-secret', { secrets: [] }],
    ['unverifiable', 'delivery-incomplete', { aborted: true }],
    ['unverifiable', 'delivery-incomplete', { aborted: true, secrets: [] }],
    ['unsigned', 'provider-does-not-sign', { aborted: true, signature: none }],
  ] as const)('%s: %s', (state, reason, changes) => {
    expect(judged(changes)).toMatchObject({ state, reason, secret: null, detail: null })
  })

  test('no-secret still says what a match would cover', () => {
    expect(judged({ secrets: [] })).toMatchObject({ scheme: 'hmac', covers: { detail: 'the raw body' } })
  })

  test('a recipe that does not fit its scheme is named', () => {
    const recipe = (scheme: string, params: object) => judged({ recipe: { scheme, params: { ...params } } }).detail
    expect(judged({ recipe: { scheme: 'hmac', params: { signed: '{nope}' } } })).toMatchObject({
      state: 'unverifiable',
      reason: 'recipe-invalid',
      scheme: 'hmac',
    })
    expect(recipe('hmac', { signed: '{nope}' })).toBe('signed: {nope} is not a part that can be signed')
    expect(recipe('hmac', { encoding: 'base32' })).toMatch(/^encoding: /)
    expect(recipe('hmac', { typo: 1 })).toMatch(/typo/)
    expect(recipe('rot13', {})).toBe('there is no signature scheme “rot13”')
  })
})

describe('alternatives of one provider', () => {
  const signature = PackSignature.parse({
    kind: 'scheme',
    scheme: 'hmac',
    params: { header: 'X-V2', timestampHeader: 'X-Time', signed: '{timestamp}{body}', toleranceSeconds: 60 },
    alternatives: [{ scheme: 'hmac', params: { header: 'X-V1', algorithm: 'sha1' } }],
  })

  test('the first whose header is there judges; a weaker one never rescues it', () => {
    const v1 = ['X-V1', hex('{}', 'sha1')] as const
    const v2 = ['X-V2', hex(`${seconds}{}`)] as const
    const time = ['X-Time', seconds] as const
    expect(judged({ signature, request: schemeRequest([v1]) })).toMatchObject({
      state: 'verified',
      replay: { protected: false },
    })
    expect(judged({ signature, request: schemeRequest([v1, v2, time]) })).toMatchObject({
      state: 'verified',
      replay: { protected: true },
    })
    expect(judged({ signature, request: schemeRequest([v1, ['X-V2', 'bad'], time]) })).toMatchObject({
      state: 'failed',
      reason: 'signature-mismatch',
    })
  })

  test('a header of another version or form is left to the next', () => {
    const of = (format: string) => ({ scheme: 'hmac', params: { header: 'X-Sig', format } })
    const one = PackSignature.parse({ kind: 'scheme', ...of('v2={signature}'), alternatives: [of('v1={signature}')] })
    const send = (value: string) => judged({ signature: one, request: schemeRequest([['X-Sig', value]]) })
    expect(send(`v1=${hex('{}')}`)).toMatchObject({ state: 'verified' })
    expect(send('v1=00')).toMatchObject({ reason: 'signature-mismatch' })
    expect(send('v3=00')).toMatchObject({ reason: 'no-supported-version', detail: 'it is v3, not v2' })
  })

  test('none of the headers: the main scheme speaks', () => {
    expect(judged({ signature, request: schemeRequest([]) })).toMatchObject({
      reason: 'header-missing',
      detail: 'X-V2 is not among the headers',
    })
  })
})

test('a key that the provider publishes needs no secret of the endpoint', () => {
  const publishedKey = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
  const params = {
    header: 'Telnyx-Signature-Ed25519',
    timestampHeader: 'Telnyx-Timestamp',
    signed: '{timestamp}|{body}',
    publishedKey,
  }
  const signature = PackSignature.parse({ kind: 'scheme', scheme: 'public-key', params })
  const value = 'A'.repeat(86)
  const request = schemeRequest([
    ['telnyx-signature-ed25519', `${value}==`],
    ['telnyx-timestamp', seconds],
  ])
  expect(judged({ signature, request, secrets: [] })).toMatchObject({ state: 'failed', reason: 'signature-mismatch' })
})

test('two schemes of one id are refused', () => {
  const [scheme] = schemeRegistry.values()
  if (!scheme) throw new Error('the registry is empty')
  expect(() => registryOf([scheme, scheme])).toThrow(`two signature schemes are called “${scheme.id}”`)
  expect([...schemeRegistry].every(([id, { id: own }]) => id === own)).toBe(true)
})

describe('secrets that are none', () => {
  const standard = PackSignature.parse({ kind: 'scheme', scheme: 'standard-webhooks', params: {} })
  const forged = (key: string) =>
    schemeRequest(
      [
        ['webhook-id', 'm1'],
        ['webhook-timestamp', seconds],
        ['webhook-signature', `v1,${createHmac('sha256', key).update(`m1.${seconds}.{}`).digest('base64')}`],
      ],
      '{}',
    )

  test.each(['', ' ', 'whsec_', 'whsec_••••••••', 'whsec_***', '!!!', '—'])('%j verifies nothing', (value) => {
    const verification = judged({ signature: standard, request: forged(''), secrets: secretList(value) })
    expect(verification).toMatchObject({ state: 'unverifiable', reason: 'no-secret', secret: null })
    expect(verification.detail).toContain('cannot be a secret')
  })

  test.each(['', ' ', '••••••••', '*****'])('%j in any scheme that signs with a shared secret', (value) => {
    const mac = createHmac('sha256', value).update('{}').digest('hex')
    const request = schemeRequest([['X-Replicer-Signature', mac]])
    expect(judged({ request, secrets: secretList(value) })).toMatchObject({ reason: 'no-secret' })
    expect(judged({ request, secrets: secretList(value, 'key') })).toMatchObject({ reason: 'signature-mismatch' })
  })

  test('a good one beside them counts as ever', () => {
    expect(judged({ secrets: secretList('', 'whsec_••••', 'key') })).toMatchObject({ secret: { label: 'secret 3' } })
  })
})

describe('a newer signature is never passed over for an older one', () => {
  const github = PackSignature.parse({
    kind: 'scheme',
    scheme: 'hmac',
    params: { header: 'X-Hub-Signature-256', format: 'sha256={signature}' },
    alternatives: [
      { scheme: 'hmac', params: { header: 'X-Hub-Signature', format: 'sha1={signature}', algorithm: 'sha1' } },
    ],
  })
  const older = ['X-Hub-Signature', `sha1=${hex('{}', 'sha1')}`] as const

  test('the older one counts where the newer is not there', () => {
    expect(judged({ signature: github, request: schemeRequest([older]) })).toMatchObject({ state: 'verified' })
  })

  test.each(['', 'sha256=', 'sha512=00', 'nonsense'])('%j in the newer header fails', (newer) => {
    const request = schemeRequest([older, ['X-Hub-Signature-256', newer]])
    expect(judged({ signature: github, request })).toMatchObject({ state: 'failed' })
  })
})

describe('what was not read is not covered', () => {
  const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
  const url = 'https://example.com/in/abc'
  const sha1 = createHmac('sha1', 'key').update(url).digest('base64')
  const twilio = PackSignature.parse({ kind: 'scheme', scheme: 'twilio', params: {} })
  const plivo = PackSignature.parse({
    kind: 'scheme',
    scheme: 'hmac',
    params: { header: 'X-Plivo-Signature', algorithm: 'sha1', encoding: 'base64', signed: '{url}{form}' },
  })
  const large = Buffer.alloc(8 * 1024 * 1024 + 1, 'a')

  test.each([
    ['twilio', twilio, 'X-Twilio-Signature'],
    ['an HMAC over form values', plivo, 'X-Plivo-Signature'],
  ] as const)('%s: a form of more than 8 MiB is not checked', (_name, signature, header) => {
    const request = schemeRequest([form, [header, sha1]], large, { url })
    expect(judged({ signature, request })).toMatchObject({ state: 'unverifiable', reason: 'check-stopped' })
  })

  test.each([
    [
      'twilio',
      PackSignature.parse({ kind: 'scheme', scheme: 'twilio', params: { rule: 'form' } }),
      'X-Twilio-Signature',
    ],
    ['an HMAC over form values', plivo, 'X-Plivo-Signature'],
  ] as const)('%s: a body that is no form is said not to be covered', (_name, signature, header) => {
    const request = schemeRequest(
      [
        ['Content-Type', 'application/json'],
        [header, sha1],
      ],
      '{"a":1}',
      { url },
    )
    expect(judged({ signature, request })).toMatchObject({ state: 'verified', covers: { extent: 'part' } })
    expect(judged({ signature, request: schemeRequest([form, [header, 'x']], 'a=1', { url }) })).toMatchObject({
      covers: { extent: 'body' },
    })
  })
})
