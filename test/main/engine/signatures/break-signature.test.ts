import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { breakSignature, possibleBreaks } from '../../../../src/main/engine/signatures/break-signature.ts'
import { resolveScheme } from '../../../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../../../src/main/engine/signatures/signature-scheme.ts'
import { secretList } from '../../../support/verify-with.ts'

const at = Date.UTC(2026, 3, 5, 14, 4)
const base: SchemeRequest = {
  method: 'POST',
  target: '/in/abc',
  publicUrl: 'https://example.com/in/abc',
  headers: [
    ['Content-Type', 'application/json'],
    ['X-Other', 'stays'],
  ],
  body: Buffer.from('{"id":"a9","n":12}'),
  arrivedAtMs: at,
}

const stripe: SchemeRef = {
  scheme: 'hmac',
  params: {
    header: 'Stripe-Signature',
    format: 't={timestamp},v1={signature}',
    signed: '{timestamp}.{body}',
    toleranceSeconds: 300,
  },
}
const github: SchemeRef = { scheme: 'hmac', params: { header: 'X-Hub-Signature-256', format: 'sha256={signature}' } }
const plain: SchemeRef = { scheme: 'hmac', params: { header: 'X-Signature' } }
const standard: SchemeRef = { scheme: 'standard-webhooks', params: { prefix: 'webhook' } }
const standardSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

function order(ref: SchemeRef, key = 'a secret', request: SchemeRequest = base, checkWith = key) {
  const by = resolveScheme(ref)
  if ('problem' in by) throw new Error(by.problem)
  let ids = 0
  return {
    request,
    means: { by, key, checkWith },
    newId: () => `msg_${++ids}`,
    randomBytes: (size: number) => Buffer.alloc(size, 'never seen before'),
  }
}
type Order = ReturnType<typeof order>

const value = (request: SchemeRequest | null, name: string) =>
  request?.headers.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1]
const reason = (made: SchemeRequest | null, { means }: Order, secret = means.checkWith) => {
  if (made === null) return 'not made'
  const outcome = means.by.scheme.verify(made, means.by.params, secretList(secret))
  return outcome.ok ? 'verified' : outcome.reason
}
const broken = (what: SignatureBreak, ref: SchemeRef, key?: string, request?: SchemeRequest) => {
  const given = order(ref, key, request)
  const made = breakSignature(what, given)
  return { made, reason: reason(made, given) }
}

describe('each fault', () => {
  test.each<[SignatureBreak, SchemeRef, string]>([
    ['wrong-secret', plain, 'signature-mismatch'],
    ['body-changed', plain, 'signature-mismatch'],
    ['body-trailing-newline', plain, 'signature-mismatch'],
    ['timestamp-too-old', stripe, 'timestamp-too-old'],
    ['timestamp-too-new', stripe, 'timestamp-too-new'],
    ['timestamp-missing', standard, 'timestamp-missing'],
    ['header-missing', plain, 'header-missing'],
    ['header-renamed', plain, 'header-missing'],
    ['header-malformed', stripe, 'header-malformed'],
    ['encoding', plain, 'signature-mismatch'],
    ['algorithm', plain, 'signature-mismatch'],
    ['signed-string', plain, 'signature-mismatch'],
  ])('%s', (what, ref, expected) => {
    expect(broken(what, ref, ref === standard ? standardSecret : undefined).reason).toBe(expected)
  })

  test('leaves method, URL and the other headers alone', () => {
    for (const ref of [plain, stripe, github]) {
      const given = order(ref)
      for (const what of possibleBreaks(given)) {
        const made = breakSignature(what, given)!
        expect([what, made.method, made.target, made.publicUrl, value(made, 'x-other')]).toEqual([
          what,
          'POST',
          base.target,
          base.publicUrl,
          'stays',
        ])
        if (!what.startsWith('body-')) expect(made.body).toBe(base.body)
      }
    }
  })

  test('changes nothing in what it was given', () => {
    const before = structuredClone({ headers: base.headers, body: [...base.body] })
    for (const what of possibleBreaks(order(plain))) breakSignature(what, order(plain))
    expect({ headers: base.headers, body: [...base.body] }).toEqual(before)
  })
})

describe('the body', () => {
  const body = (text: string) => broken('body-changed', plain, undefined, { ...base, body: Buffer.from(text) }).made
  const changed = (text: string) => Buffer.from(body(text)?.body ?? []).toString()

  test.each([
    ['{"id":"a9","n":12}', '{"id":"a9","n":22}'],
    ['{"n":9}', '{"n":1}'],
    ['{"s":"say \\"7\\" 7","n":3}', '{"s":"say \\"7\\" 7","n":4}'],
    ['{"id":"a5"}', '{"id":"a6"}'],
    ['{"id":"abc"}', '{"jd":"abc"}'],
    ['zZb', 'zZc'],
  ])('%s becomes %s', (before, after) => expect(changed(before)).toBe(after))

  test('without a digit or a letter cannot be changed so, and an empty one has no end', () => {
    for (const text of ['{}', '', 'zZ']) expect(body(text)).toBeNull()
    expect(broken('body-trailing-newline', plain, undefined, { ...base, body: Buffer.alloc(0) }).made).toBeNull()
  })

  test('is not touched where the signature says nothing of it', () => {
    const byUrl: SchemeRef = { scheme: 'hmac', params: { header: 'X-S', signed: '{url}' } }
    expect(possibleBreaks(order(byUrl)).filter((what) => what.startsWith('body-'))).toEqual([])
  })
})

describe('how the signature is written', () => {
  test('hex becomes Base64 of the same bytes, and the other way round', () => {
    const given = order(plain)
    const good = given.means.by.scheme.sign(base, given.means.by.params, 'a secret', at, given.newId)!.headers[0]![1]
    const made = value(breakSignature('encoding', given), 'x-signature')!
    expect(Buffer.from(made, 'base64').toString('hex')).toBe(good)
  })

  test('a prefix goes where there is one, and comes where there is none', () => {
    expect(value(broken('prefix', github).made, 'x-hub-signature-256')).toMatch(/^[0-9a-f]{64}$/)
    expect(value(broken('prefix', plain).made, 'x-signature')).toMatch(/^sha256=[0-9a-f]{64}$/)
    expect(value(broken('prefix', standard, standardSecret).made, 'webhook-signature')).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  })

  test('another name is one by which people spell it', () => {
    expect(broken('header-renamed', plain).made!.headers.map(([name]) => name)).toContain('Signature')
    expect(broken('header-renamed', stripe).made!.headers.map(([name]) => name)).toContain('X-Stripe-Signature')
  })
})

describe('time', () => {
  test('is just outside of what is accepted, by more than clocks differ', () => {
    const old = value(broken('timestamp-too-old', stripe).made, 'stripe-signature')!
    expect(Number(/t=(\d+)/.exec(old)![1])).toBe(at / 1000 - 300 - 61)
    const late = value(broken('timestamp-too-new', stripe).made, 'stripe-signature')!
    expect(Number(/t=(\d+)/.exec(late)![1])).toBe(at / 1000 + 300 + 61)
  })

  test('in the future is not offered where only the past is looked at', () => {
    const past = { ...stripe, params: { ...stripe.params, toleranceWindow: 'past' } }
    const offered = possibleBreaks(order(past))
    expect(offered).toContain('timestamp-too-old')
    expect(offered).not.toContain('timestamp-too-new')
    expect(offered).not.toContain('timestamp-unit')
  })

  test('is nobody’s concern without an accepted age', () => {
    expect(possibleBreaks(order(plain)).filter((what) => what.startsWith('timestamp'))).toEqual([])
  })
})

describe('secrets', () => {
  test('a wrong one has the form of the right one: whoever holds it verifies', () => {
    const given = order(standard, standardSecret)
    const made = breakSignature('wrong-secret', given)
    const other = `whsec_${Buffer.from(given.randomBytes(24)).toString('base64')}`
    expect([reason(made, given), reason(made, given, other)]).toEqual(['signature-mismatch', 'verified'])
  })

  test('a wrong password keeps the user', () => {
    const made = broken('wrong-secret', { scheme: 'basic', params: {} }, 'maya:old password').made
    const credentials = Buffer.from(value(made, 'authorization')!.replace('Basic ', ''), 'base64').toString()
    expect(credentials).toMatch(/^maya:[0-9a-f]{32}$/)
  })

  test.each(['ed25519', 'rsa', 'ec'] as const)('a wrong %s key is one of its kind', (kind) => {
    const pair = {
      ed25519: () => generateKeyPairSync('ed25519'),
      rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
      ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    }[kind]()
    const algorithm = { ed25519: 'ed25519', rsa: 'rsa-sha256', ec: 'ecdsa-sha256' }[kind]
    const given = order(
      { scheme: 'public-key', params: { header: 'X-S', algorithm } },
      pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      base,
      pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    )
    expect(reason(breakSignature('wrong-secret', given), given)).toBe('signature-mismatch')
  })

  test('a key that cannot sign breaks nothing', () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(possibleBreaks(order({ scheme: 'public-key', params: { header: 'X-S' } }, pem))).toEqual([])
  })
})

describe('the URL', () => {
  const byUrl: SchemeRef = { scheme: 'hmac', params: { header: 'X-S', signed: '{url}{body}' } }

  test('is signed for another scheme, or with a slash, and is sent as it is', () => {
    for (const what of ['url-scheme', 'url-trailing-slash'] as const) {
      const { made, reason: found } = broken(what, byUrl)
      expect([found, made!.publicUrl, made!.target]).toEqual(['signature-mismatch', base.publicUrl, base.target])
    }
  })

  test('that ends in a slash gets no other', () => {
    const request = { ...base, target: '/in/abc/', publicUrl: 'https://example.com/in/abc/' }
    expect(possibleBreaks(order(byUrl, 'a secret', request))).not.toContain('url-trailing-slash')
    const withQuery = { ...base, target: '/in/abc/?x=1', publicUrl: 'https://example.com/in/abc/?x=1' }
    expect(possibleBreaks(order(byUrl, 'a secret', withQuery))).not.toContain('url-trailing-slash')
  })

  test('is not offered where it is not signed', () => {
    expect(possibleBreaks(order(plain)).filter((what) => what.startsWith('url'))).toEqual([])
  })
})
