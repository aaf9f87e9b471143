import { createHmac, sign as signBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { schemeRegistry } from '../../../../src/main/engine/signatures/registry.ts'
import type { CheckOutcome, SchemeRequest } from '../../../../src/main/engine/signatures/signature-scheme.ts'
import { resolveCase, schemeCases, signedCase } from '../../../support/scheme-cases.ts'

const now = Date.parse('2026-04-05T14:04:00Z')
const request = (headers: readonly HeaderPair[], body: Uint8Array = Buffer.from('{}')): SchemeRequest => ({
  method: 'POST',
  target: '/in/abc',
  publicUrl: 'https://example.com/in/abc',
  headers,
  body,
  arrivedAtMs: now,
})

function verify(id: string, params: object, input: SchemeRequest, ...secrets: string[]): CheckOutcome {
  const scheme = schemeRegistry.get(id)
  if (!scheme) throw new Error(`no scheme “${id}”`)
  const list = secrets.map((value, index) => ({ id: `s${index}`, label: `secret ${index}`, value }))
  return scheme.verify(input, scheme.params.parse(params), list)
}
const hexOf = (body: string | Uint8Array, secret = 'key') => createHmac('sha256', secret).update(body).digest('hex')
const oversized = 'x'.repeat(16 * 1024)

describe('size', () => {
  test.each(schemeCases.map((one) => [one.name, one] as const))(
    '%s: 16 kB in each header that it reads',
    (_name, one) => {
      const { scheme, params } = resolveCase(one)
      const { request: good, added } = signedCase(one)
      const headers = good.headers.map(([name, value]): HeaderPair => [name, added.includes(name) ? oversized : value])
      const outcome = scheme.verify({ ...good, headers }, params, [{ id: 's1', label: 'live', value: one.checkWith }])
      expect(outcome.ok).toBe(added.length === 0)
      if (!outcome.ok) expect(outcome.detail?.length ?? 0).toBeLessThan(300)
    },
  )

  test('10,000 signatures in one header: the good one counts wherever it stands', () => {
    const bad = Array.from({ length: 9999 }, (_, index) => `v1=${hexOf(String(index))}`)
    const params = { header: 'Sig', format: 't={timestamp},v1={signature}', signed: '{timestamp}.{body}' }
    const good = `v1=${hexOf('1775397840.{}')}`
    expect(verify('hmac', params, request([['Sig', ['t=1775397840', ...bad, good].join(',')]]), 'key').ok).toBe(true)
    expect(verify('hmac', params, request([['Sig', ['t=1775397840', ...bad].join(',')]]), 'key')).toMatchObject({
      reason: 'signature-mismatch',
    })
  })

  test('10,000 Standard Webhooks signatures: v1 is searched whole, v1a up to a limit', () => {
    const key = Buffer.from('a standard webhooks key!')
    const body = Buffer.from('{}')
    const good = `v1,${createHmac('sha256', key).update('m.1775397840.{}').digest('base64')}`
    const bad = (version: string) => Array.from({ length: 9999 }, (_, index) => `${version},${index}AAAA`)
    const send = (signatures: string[], secret: string) =>
      verify(
        'standard-webhooks',
        {},
        request(
          [
            ['webhook-id', 'm'],
            ['webhook-timestamp', '1775397840'],
            ['webhook-signature', signatures.join(' ')],
          ],
          body,
        ),
        secret,
      )
    expect(send([...bad('v1'), good], `whsec_${key.toString('base64')}`).ok).toBe(true)
    expect(send(bad('v1a'), 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=')).toMatchObject({
      reason: 'signature-mismatch',
    })
  })

  test('a body of 100 MB', () => {
    const body = Buffer.alloc(100 * 1024 * 1024, 'a')
    expect(verify('hmac', { header: 'Sig' }, request([['Sig', hexOf(body)]], body), 'key').ok).toBe(true)
    const synthflow = { header: 'Sig', signed: '{json:/call_id}' }
    expect(verify('hmac', synthflow, request([['Sig', 'x']], body), 'key')).toMatchObject({ reason: 'check-stopped' })
    expect(verify('jwt', { place: 'body' }, request([], body), 'key')).toMatchObject({ reason: 'header-malformed' })
  })

  test('JSON nested 200,000 deep', () => {
    const body = Buffer.from('['.repeat(200_000) + ']'.repeat(200_000))
    const outcome = verify('body-token', {}, request([], body), 'key')
    expect(outcome).toMatchObject({ ok: false, reason: 'header-missing' })
  })
})

describe('bytes', () => {
  test('non-ASCII header values are compared as the bytes sent', () => {
    const value = Buffer.from('schlüssel ☎').toString('latin1')
    expect(verify('static-header', { header: 'X' }, request([['X', value]]), 'schlüssel ☎').ok).toBe(true)
    expect(verify('hmac', { header: 'X' }, request([['X', '\xff\xfe\x80']]), 'key')).toMatchObject({ ok: false })
  })

  test('a header in the signed string keeps its bytes', () => {
    const trace = 'caf\xe9'
    const sig = createHmac('sha256', 'key').update(Buffer.from(trace, 'latin1')).digest('hex')
    const params = { header: 'Sig', signed: '{header:X-Trace}' }
    expect(
      verify(
        'hmac',
        params,
        request([
          ['Sig', sig],
          ['X-Trace', trace],
        ]),
        'key',
      ).ok,
    ).toBe(true)
  })

  test('a body that is not UTF-8, and an empty one', () => {
    for (const body of [Buffer.from([0xff, 0xfe, 0x00, 0xc3]), Buffer.alloc(0)]) {
      expect(verify('hmac', { header: 'Sig' }, request([['Sig', hexOf(body)]], body), 'key').ok).toBe(true)
    }
  })

  test('a view into a larger buffer is signed by itself', () => {
    const large = Buffer.from('before{"call_id":"c1"}after')
    const body = new Uint8Array(large.buffer, large.byteOffset + 6, 16)
    const params = { header: 'Sig', signed: '{json:/call_id}' }
    expect(verify('hmac', { header: 'Sig' }, request([['Sig', hexOf('{"call_id":"c1"}')]], body), 'key').ok).toBe(true)
    expect(verify('hmac', params, request([['Sig', hexOf('c1')]], body), 'key').ok).toBe(true)
  })
})

describe('headers', () => {
  // Node joins them, other servers take the first or the last: an app may see another one than was checked.
  test('a header that must be unique and came twice fails, whichever of them is good', () => {
    const good: HeaderPair = ['sig', hexOf('1775397840.{}')]
    const params = { header: 'Sig', timestampHeader: 'Time', signed: '{timestamp}.{body}' }
    const time: HeaderPair = ['Time', '1775397840']
    expect(verify('hmac', params, request([good, time]), 'key').ok).toBe(true)
    for (const headers of [
      [['SIG', 'aa'] as const, good, time],
      [good, ['SIG', 'aa'] as const, time],
      [good, good, time],
      [good, time, time],
      [good, ['Time', '1'] as const, time],
    ])
      expect(verify('hmac', params, request(headers), 'key')).toMatchObject({
        reason: 'header-malformed',
        detail: expect.stringContaining('came 2 times'),
      })
  })

  test.each(schemeCases.map((one) => [one.name, one] as const))('%s: each header that it signs twice', (_name, one) => {
    const { scheme, params } = resolveCase(one)
    const { request: good, added } = signedCase(one)
    const secrets = [{ id: 's1', label: 'live', value: one.checkWith }]
    for (const name of added) {
      const twice = good.headers.flatMap((pair) => (pair[0] === name ? [pair, pair] : [pair]))
      expect(scheme.verify({ ...good, headers: twice }, params, secrets), name).toMatchObject({
        reason: 'header-malformed',
      })
    }
  })

  test('an empty signature is malformed, not missing', () => {
    expect(verify('hmac', {}, request([['X-Signature', '']]), 'key')).toMatchObject({ reason: 'header-malformed' })
    expect(verify('twilio', {}, request([['X-Twilio-Signature', '']]), 'key')).toMatchObject({
      reason: 'header-malformed',
    })
  })
})

describe('tokens', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = (header: object, claims: object, secret?: string) => {
    const signed = `${part(header)}.${part(claims)}`
    return `${signed}.${secret === undefined ? '' : createHmac('sha256', secret).update(signed).digest('base64url')}`
  }
  const bearer = (value: string) => request([['Authorization', `Bearer ${value}`]])

  test.each(['none', 'None', 'nOnE', 'HS384', 'RS256', '', '__proto__'])('alg %j is refused', (alg) => {
    for (const secret of [undefined, 'key']) {
      expect(verify('jwt', {}, bearer(token({ alg }, {}, secret)), 'key')).toMatchObject({
        reason: 'unsupported-algorithm',
      })
    }
  })

  test('a public key never serves as an HMAC secret', () => {
    const one = schemeCases.find(({ name }) => name === 'RSA')
    const publicKey = one?.checkWith ?? ''
    const forged = bearer(token({ alg: 'HS256' }, {}, publicKey))
    for (const algorithms of [['RS256'], ['HS256'], ['RS256', 'HS256']]) {
      expect(verify('jwt', { algorithms }, forged, publicKey)).toMatchObject({ reason: 'unsupported-algorithm' })
    }
    const genuine = `${part({ alg: 'RS256' })}.${part({})}`
    const signature = signBytes('sha256', Buffer.from(genuine), one?.secret ?? '').toString('base64url')
    expect(verify('jwt', { algorithms: ['RS256'] }, bearer(`${genuine}.${signature}`), publicKey).ok).toBe(true)
  })

  test('an extension that must be understood is refused', () => {
    expect(
      verify('jwt', {}, bearer(token({ alg: 'HS256', crit: ['b64'], b64: false }, {}, 'key')), 'key'),
    ).toMatchObject({
      reason: 'unsupported-algorithm',
    })
  })

  test.each(['', '..', 'a.b.c', 'e30.e30', `${part([])}.${part({})}.x`, `${part({ alg: 'HS256' })}.${part(7)}.x`])(
    '%j is no token',
    (text) => {
      expect(verify('jwt', {}, bearer(text), 'key')).toMatchObject({ reason: 'header-malformed' })
    },
  )
})
