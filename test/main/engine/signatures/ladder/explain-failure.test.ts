import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { SchemeRef } from '#shared/model/verification.ts'
import { judge } from '../../../../../src/main/engine/signatures/judge.ts'
import { explainFailure } from '../../../../../src/main/engine/signatures/ladder/explain-failure.ts'
import { respellSecret } from '../../../../../src/main/engine/signatures/ladder/secret-spellings.ts'
import { explainWith, inputWith } from '../../../../support/faults/explain-with.ts'
import { arrival, schemeRequest, seconds } from '../../../../support/verify-with.ts'

const ref: SchemeRef = { scheme: 'hmac', params: { header: 'X-Replicer-Signature' } }
const stripe: SchemeRef = {
  scheme: 'hmac',
  params: {
    header: 'Stripe-Signature',
    format: 't={timestamp},v1={signature}',
    signed: '{timestamp}.{body}',
    toleranceSeconds: 300,
  },
}
const key = 'a signing secret'
const hmac = (text: string | Buffer, secret = key) => createHmac('sha256', secret).update(text).digest('hex')
const delivery = (body: string, signed = body, secret = key) =>
  schemeRequest([['X-Replicer-Signature', hmac(signed, secret)]], body)

describe('what the ladder says', () => {
  test('cause first, with the evidence, the bytes and the advice', () => {
    const ladder = explainWith(inputWith(ref, delivery('{"a":1}\n', '{"a":1}'), [key]))
    expect(ladder).toMatchObject({
      cause: 'body-trailing-newline',
      proven: true,
      sentence: 'A newline was added to the end of the body after it was signed.',
      evidence: 'Without it the signature matches the secret “secret 1”.',
      advice: expect.stringMatching(/before they got here\. At the sender: .+ In between: /),
      secret: { id: 's1', label: 'secret 1', endpoint: null },
      digest: hmac('{"a":1}'),
      firstDifference: { offset: 7, signed: '{"a":1}', came: '{"a":1}\n' },
      sizes: { signed: 7, came: 8 },
      timedOut: false,
      fix: null,
    })
    expect(ladder.signedString).toEqual([
      { name: 'raw body', bytes: Buffer.from('{"a":1}').toString('base64'), size: 7, omitted: 0 },
    ])
  })

  test('steps end in the match, and say what was not needed', () => {
    const { steps, candidates } = explainWith(inputWith(ref, delivery('{"a":1}\n', '{"a":1}'), [key]))
    expect(steps[0]).toEqual({
      title: 'Header `X-Replicer-Signature` is there',
      detail: '64 characters',
      outcome: 'passed',
    })
    expect(steps).toContainEqual({ title: 'As documented, with “secret 1”', detail: 'differs', outcome: 'differs' })
    expect(steps.filter(({ outcome }) => outcome === 'matches')).toEqual([
      { title: 'Without the last newline', detail: 'matches “secret 1”', outcome: 'matches' },
    ])
    expect(steps.at(-1)).toMatchObject({ outcome: 'skipped', detail: 'not needed' })
    expect(steps.length).toBeGreaterThanOrEqual(6)
    expect(steps.length).toBeLessThanOrEqual(16)
    expect(candidates).toBeGreaterThan(0)
  })

  test('nothing fits: says what was ruled out and claims nothing', () => {
    const ladder = explainWith(inputWith(ref, delivery('{"a":1}', '{"a":2}'), [key]))
    expect(ladder).toMatchObject({ cause: 'no-match', proven: false, secret: null, digest: null, fix: null })
    expect(ladder.evidence).toMatch(/recomputations with 1 secret did not match.*7 bytes came/)
    expect(ladder.steps.some(({ outcome }) => outcome === 'matches')).toBe(false)
  })

  test('neither evidence nor steps hold a secret', () => {
    const secret = 'do-not-show-me'
    const kept = { secret: { id: 'o1', label: 'old', value: secret }, endpoint: null, provider: null }
    const ladder = explainWith(inputWith(ref, delivery('{}', '{}', secret), [`${key} `], { others: [kept] }))
    expect(ladder.cause).toBe('secret-other')
    expect(JSON.stringify(ladder)).not.toMatch(/do-not-show-me|a signing secret/)
  })

  test.each([
    [
      'Base64 where hex is documented',
      createHmac('sha256', key).update('{}').digest('base64'),
      'Base64 in place of lower-case hex',
    ],
    ['upper case', hmac('{}').toUpperCase(), 'upper-case hex in place of lower-case hex'],
    ['a digest that is too short', hmac('{}').slice(0, 40), '40 characters, where lower-case hex has 64'],
  ])('%s is not written as documented', (_, signature, detail) => {
    const { steps } = explainWith(inputWith(ref, schemeRequest([['X-Replicer-Signature', signature]], '{}'), [key]))
    expect(steps).toContainEqual({ title: 'Written as documented', detail, outcome: 'differs' })
  })

  test('what only does not match is written as documented', () => {
    const { steps } = explainWith(inputWith(ref, delivery('{}', '[]'), [key]))
    expect(steps).toContainEqual(
      expect.objectContaining({
        title: 'Written as documented',
        detail: 'HMAC-SHA256, lower-case hex',
        outcome: 'passed',
      }),
    )
  })

  test('a signature that holds is not explained', () => {
    expect(explainFailure(inputWith(ref, delivery('{}'), [key]), { elapsed: () => 0 })).toBeNull()
  })
})

describe('how the header is written', () => {
  test('a blank after a comma is no other version', () => {
    const value = `t=${seconds}, v1=${hmac(`${seconds}.{}`)}`
    const ladder = explainWith(inputWith(stripe, schemeRequest([['Stripe-Signature', value]]), [key]))
    expect(ladder).toMatchObject({
      cause: 'header-malformed',
      proven: true,
      sentence: 'Stripe-Signature is not written as t={timestamp},v1={signature}.',
    })
    const hopeless = schemeRequest([['Stripe-Signature', `t=${seconds}, v1=${hmac('else')}`]])
    expect(explainWith(inputWith(stripe, hopeless, [key])).cause).toBe('header-malformed')
  })

  test.each([
    ['"', 'X-Replicer-Signature is not written as the signature alone.'],
    ['sha256=', 'X-Replicer-Signature has a prefix that is not documented: it should be the signature alone.'],
  ])('%s is told in words, where nothing but the signature is documented', (before, sentence) => {
    const request = schemeRequest([['X-Replicer-Signature', `${before}${hmac('{}')}${before === '"' ? '"' : ''}`]])
    const ladder = explainWith(inputWith(ref, request, [key]))
    expect(ladder.sentence).toBe(sentence)
    expect(ladder.evidence).not.toContain('{signature}')
  })
})

describe('words of a body', () => {
  test('what was signed is told from what came, not from what was sent', () => {
    expect(explainWith(inputWith(ref, delivery('', '{}'), [key])).sentence).toBe(
      'The signature was made over “{}”, not over the body that came.',
    )
  })

  test('numbers', () => {
    expect(explainWith(inputWith(ref, delivery('{"a":12.5}', '{"a":12.50}'), [key])).evidence).toContain(
      'With its numbers in another form (decimals with 2 digits), the signature matches',
    )
  })
})

describe('what is said where nothing fits is true of the scheme', () => {
  const token = (claims: object, secret = key) => {
    const text = [{ alg: 'HS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    return `${text.join('.')}.${createHmac('sha256', secret).update(text.join('.')).digest('base64url')}`
  }
  const jwt: SchemeRef = { scheme: 'jwt', params: { bodyHashClaim: 'payload_hash' } }

  test('a token that holds no hash says nothing of the body; it was not made over an empty one', () => {
    const request = schemeRequest([['Authorization', `Bearer ${token({ iat: 1 })}`]], '{"a":1}')
    expect(explainWith(inputWith(jwt, request, [key]))).toMatchObject({
      cause: 'body-hash-mismatch',
      sentence: 'No hash of the body is signed, so the signature says nothing of the body.',
    })
  })

  test('nor does a URL without the hash', () => {
    const url = 'https://example.com/in/abc'
    const signature = createHmac('sha1', key).update(url).digest('base64')
    const headers = [
      ['Content-Type', 'application/json'],
      ['X-Twilio-Signature', signature],
    ] as const
    const twilio: SchemeRef = { scheme: 'twilio', params: {} }
    expect(explainWith(inputWith(twilio, schemeRequest(headers, '{"a":1}', { url }), [key])).cause).toBe(
      'body-hash-mismatch',
    )
  })

  test('a body is not blamed where none is signed', () => {
    const bearer: SchemeRef = { scheme: 'bearer', params: {} }
    const ladder = explainWith(inputWith(bearer, schemeRequest([['Authorization', 'Bearer another-token']]), [key]))
    expect(ladder).toMatchObject({ cause: 'no-match', proven: false })
    expect(`${ladder.sentence} ${ladder.advice}`).not.toContain('body')
  })

  test('a token that came without its word is not repeated', () => {
    const bearer: SchemeRef = { scheme: 'bearer', params: {} }
    const input = inputWith(bearer, schemeRequest([['Authorization', 'came-alone']]), [key])
    expect(judge(input)).toMatchObject({ reason: 'header-malformed', detail: 'the word Bearer is missing before it' })
    const basic = inputWith({ scheme: 'basic', params: {} }, schemeRequest([['Authorization', 'Basic a:b']]), [key])
    expect(judge(basic).detail).toBe('what comes after Basic is not Base64 of user:password')
    const other = inputWith(bearer, schemeRequest([['Authorization', 'Token came-second']]), [key])
    expect(judge(other).detail).toBe('“Token” is where Bearer should be')
  })

  test('the header that is missing need not be that of the signature, nor a header', () => {
    const standard: SchemeRef = { scheme: 'standard-webhooks', params: { prefix: 'webhook' } }
    const request = schemeRequest([['webhook-signature', 'v1,AAAA']])
    expect(explainWith(inputWith(standard, request, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']))).toMatchObject({
      cause: 'header-missing',
      sentence: 'A header that the signature needs is missing.',
    })
    const inBody: SchemeRef = { scheme: 'body-token', params: { pointer: '/token' } }
    expect(explainWith(inputWith(inBody, schemeRequest([], '{"a":1}'), [key]))).toMatchObject({
      cause: 'header-missing',
      sentence: 'The body holds no token where one is documented.',
    })
  })

  test('a body that the headers announce did not come: proven, and said so', () => {
    const request = schemeRequest(
      [
        ['Content-Length', '99'],
        ['X-Replicer-Signature', hmac('else')],
      ],
      '',
    )
    expect(explainWith(inputWith(ref, request, [key]))).toMatchObject({
      cause: 'body-empty',
      proven: true,
      sentence: 'The delivery came without the body that its headers announce.',
    })
  })
})

describe('two things at once', () => {
  const late = {
    ...schemeRequest([['Stripe-Signature', `t=${seconds},v1=${hmac(`${seconds}.{}`, 'other')}`]]),
    arrivedAtMs: arrival + 3_600_000,
  }
  const others = [{ secret: { id: 'o1', label: 'theirs', value: 'other' }, endpoint: 'Billing', provider: null }]

  test('the digest comes before the age', () => {
    expect(explainWith(inputWith(stripe, late, [key], { others }))).toMatchObject({
      cause: 'secret-other',
      secret: { id: 'o1', endpoint: 'Billing' },
      evidence: expect.stringContaining('of the endpoint Billing'),
    })
  })

  test('a late delivery whose digest fits nothing is late, and says that it does not match', () => {
    const ladder = explainWith(inputWith(stripe, late, [key]))
    expect(ladder).toMatchObject({
      cause: 'timestamp-too-old',
      evidence: expect.stringContaining('does not match either'),
    })
  })
})

describe('a fix makes such deliveries verify', () => {
  const verdictWith = (input: ReturnType<typeof inputWith>, more: object) => judge({ ...input, ...more }).state

  test.each([
    ['signed string', stripe, schemeRequest([['Stripe-Signature', `t=${seconds},v1=${hmac(`{}${seconds}`)}`]])],
    ['digest', ref, schemeRequest([['X-Replicer-Signature', createHmac('sha1', key).update('{}').digest('hex')]])],
    [
      'encoding',
      ref,
      schemeRequest([['X-Replicer-Signature', createHmac('sha256', key).update('{}').digest('base64')]]),
    ],
    ['name of the header', ref, schemeRequest([['Replicer-Signature', hmac('{}')]])],
    [
      'reading of the secret',
      ref,
      schemeRequest([
        [
          'X-Replicer-Signature',
          createHmac('sha256', Buffer.from('0a0b0c0d0e0f0a0b', 'hex')).update('{}').digest('hex'),
        ],
      ]),
    ],
  ])('%s: a recipe', (_name, scheme, request) => {
    const input = inputWith(scheme, request, [key, '0a0b0c0d0e0f0a0b'])
    const { fix } = explainWith(input)
    expect(fix).toMatchObject({ kind: 'recipe', text: expect.stringMatching(/./) })
    expect(verdictWith(input, { recipe: fix && 'recipe' in fix ? fix.recipe : null })).toBe('verified')
  })

  test('form of the secret', () => {
    const input = inputWith(ref, delivery('{}'), [`"${key}"`])
    const { fix, cause } = explainWith(input)
    expect(cause).toBe('secret-form')
    const value = fix?.kind === 'secret-form' ? respellSecret(`"${key}"`, fix.form) : null
    expect(verdictWith(input, { secrets: [{ id: 's1', label: 'live', value }] })).toBe('verified')
  })

  test('another provider', () => {
    const packs = [{ id: 'stripe', name: 'Stripe', signature: { kind: 'scheme' as const, ...stripe }, detected: 1 }]
    const request = schemeRequest([['Stripe-Signature', `t=${seconds},v1=${hmac(`${seconds}.{}`)}`]])
    const ladder = explainWith(inputWith(ref, request, [key], { packs }))
    expect(ladder).toMatchObject({ cause: 'wrong-provider', fix: { kind: 'provider', provider: 'stripe' } })
  })
})

describe('bounds', () => {
  test('stops at its time and says so', () => {
    let now = 0
    const input = inputWith(ref, delivery('{"a":1}', 'other'), [key])
    const ladder = explainFailure(input, { elapsed: () => now++, limitMs: 20 })
    expect(ladder).toMatchObject({
      cause: 'no-match',
      timedOut: true,
      evidence: expect.stringContaining('before the time was up'),
    })
    expect(ladder?.candidates).toBeLessThan(30)
  })

  test.each([
    ['a header of 16 kB', 'A'.repeat(16_384), '{}'],
    ['10,000 signatures', Array.from({ length: 10_000 }, () => hmac('x')).join(','), '{}'],
    ['deep JSON', hmac('x'), `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['huge numbers', hmac('x'), `{"a":1e999999,"b":${'9'.repeat(50_000)},"c":-0,"d":1E-400}`],
    [
      'many keys',
      hmac('x'),
      JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index]))),
    ],
    ['many form pairs', hmac('x'), Array.from({ length: 5000 }, (_, index) => `k${index}=%${index}`).join('&')],
    // Each of these once took seconds in a single candidate, where no limit is looked at.
    ['100,000 blanks in JSON', hmac('x'), `{"b":1,${' '.repeat(100_000)}"a":2}`],
    ['a number of 100,000 zeros', hmac('x'), `{"b":1.${'0'.repeat(100_000)}1,"a":2}`],
    ['100,000 newlines before the last character', hmac('x'), `{"a":1${'\n'.repeat(100_000)}}`],
    ['a form of 100,000 &', hmac('x'), `a=b${'&'.repeat(100_000)}c`],
    ['an array of 200,000 numbers', hmac('x'), `[${'1,'.repeat(200_000)}1]`],
    ['what is no UTF-8', '\xff\xfe', '\xff\x00\x80'],
    ['a gzip bomb cut short', hmac('x'), '\x1f\x8b\x08\x00\x00'],
  ])('%s: no cause, in bounded time', (_name, signature, body) => {
    const request = schemeRequest([['X-Replicer-Signature', signature]], Buffer.from(body, 'latin1'))
    const ladder = explainWith(inputWith(ref, request, [key]), 500)
    expect(['no-match', 'header-malformed']).toContain(ladder.cause)
    expect(ladder.secret).toBeNull()
    expect(ladder.tookMs).toBeLessThan(3000)
  })

  test.each(['/'.repeat(14_000), '/a'.repeat(7000), `/?${'a=b&'.repeat(3500)}`, `/?${'&'.repeat(14_000)}`])(
    'a path or query of 14 kB: a bounded list of spellings (%#)',
    (target) => {
      const twilio: SchemeRef = { scheme: 'twilio', params: {} }
      const url = `https://example.com${target}`
      const request = schemeRequest([['X-Twilio-Signature', 'YWJjZGVmZ2hpamtsbW5vcHFyc3Q=']], 'a=b', { url })
      const ladder = explainWith(inputWith(twilio, request, [key]), 5000)
      expect(ladder).toMatchObject({ cause: 'no-match', timedOut: false })
      expect(ladder.candidates).toBeLessThan(2000)
    },
  )

  test('100 MB: only what is cheap is tried', () => {
    const body = Buffer.alloc(100 * 1024 * 1024, 'a')
    const request = schemeRequest([['X-Replicer-Signature', hmac('x')]], body)
    const ladder = explainWith(inputWith(ref, request, [key]), 1000)
    expect(ladder).toMatchObject({ cause: 'no-match', timedOut: true })
    expect(ladder.tookMs).toBeLessThan(5000)
  })
})

describe('weak evidence is no evidence', () => {
  const bearer: SchemeRef = { scheme: 'static-header', params: { header: 'X-Webhook-Secret' } }

  test('an empty secret matches nothing', () => {
    const request = schemeRequest([['X-Replicer-Signature', createHmac('sha256', '').update('{}').digest('hex')]])
    expect(explainWith(inputWith(ref, request, ['  ', key])).cause).toBe('no-match')
  })

  test('a short text in another header is not the secret', () => {
    const request = schemeRequest([['X-Count', '12']])
    expect(explainWith(inputWith(bearer, request, ['12'])).cause).toBe('header-missing')
  })

  test('a header that only sounds alike is not the missing one', () => {
    const request = schemeRequest([['X-Replicer-Signature-Version', 'v1']])
    expect(explainWith(inputWith(ref, request, [key])).cause).toBe('header-missing')
  })

  test('where the body is not covered, no cause in the body', () => {
    const call: SchemeRef = { scheme: 'hmac', params: { header: 'X-S', signed: '{json:/call_id}' } }
    const request = schemeRequest([['X-S', hmac('call_2')]], '{"call_id":"call_1"}\n')
    expect(explainWith(inputWith(call, request, [key])).cause).toBe('no-match')
  })
})
