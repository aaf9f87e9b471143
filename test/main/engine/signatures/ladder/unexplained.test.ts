import { createHmac, generateKeyPairSync } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { explainWith, inputWith } from '../../../../support/faults/explain-with.ts'
import { arrival, schemeRequest, seconds } from '../../../../support/verify-with.ts'

const key = 'a signing secret'
const header = 'X-Replicer-Signature'
const hmac = (text: string, algorithm = 'sha256') => createHmac(algorithm, key).update(text).digest('hex')
const plain: SchemeRef = { scheme: 'hmac', params: { header } }
const stripe: SchemeRef = {
  scheme: 'hmac',
  params: {
    header: 'Stripe-Signature',
    format: 't={timestamp},v1={signature}',
    signed: '{timestamp}.{body}',
    toleranceSeconds: 300,
  },
}
const withTime: SchemeRef = {
  scheme: 'hmac',
  params: { header, timestampHeader: 'X-Time', signed: '{timestamp}{body}', toleranceSeconds: 300 },
}

interface Given {
  readonly scheme?: SchemeRef
  readonly headers?: readonly HeaderPair[]
  readonly body?: string | Uint8Array
  readonly secrets?: readonly string[]
  readonly method?: string
  readonly url?: string
}

/** What is said of a delivery that no recomputation fits. */
function said({
  scheme = plain,
  headers = [[header, hmac('else')]],
  body = '{"a":1}',
  secrets = [key],
  ...more
}: Given) {
  return explainWith(inputWith(scheme, schemeRequest(headers, body, more), secrets), 1500)
}

describe('what can be seen', () => {
  test('no header of the signature', () => {
    expect(said({ headers: [['X-Other', '1']] })).toMatchObject({
      cause: 'header-missing',
      proven: true,
      sentence: 'The header of the signature is missing.',
      evidence: 'X-Replicer-Signature is not among the headers.',
      advice: 'Check whether the sender signs at all, and whether a proxy drops the header.',
    })
  })

  test('its header by another spelling of the name', () => {
    expect(said({ headers: [['HTTP_X_REPLICER_SIGNATURE', hmac('else')]] })).toMatchObject({
      cause: 'header-renamed',
      sentence: 'The header X-Replicer-Signature arrived as HTTP_X_REPLICER_SIGNATURE.',
      evidence: expect.stringContaining('The signature in it does not match either.'),
      advice: 'Make the proxy or framework in between keep the name X-Replicer-Signature.',
    })
  })

  test('a header that is written in another way', () => {
    expect(said({ scheme: stripe, headers: [['Stripe-Signature', 'hello']] })).toMatchObject({
      cause: 'header-malformed',
      sentence: 'The header of the signature is not written as documented.',
      evidence: '“hello” is not t={timestamp},v1={signature}.',
    })
  })

  test('no timestamp', () => {
    expect(said({ scheme: withTime })).toMatchObject({
      cause: 'timestamp-missing',
      sentence: 'The timestamp that belongs to the signature is missing.',
      evidence: 'X-Time is not among the headers.',
    })
  })

  test('a timestamp that is none', () => {
    const headers: HeaderPair[] = [
      [header, hmac('x')],
      ['X-Time', 'yesterday'],
    ]
    expect(said({ scheme: withTime, headers })).toMatchObject({
      cause: 'timestamp-malformed',
      sentence: 'The timestamp is not a time in the documented form.',
      evidence: '“yesterday” is not a Unix time in seconds.',
    })
  })

  test.each([
    [-3600, 'timestamp-too-old', 'The timestamp is too old for the time of arrival.', 'older than'],
    [3600, 'timestamp-too-new', 'The timestamp is in the future.', 'ahead of'],
  ])('a time %i s off, where the signature matches with no age', (off, cause, sentence, words) => {
    const headers: HeaderPair[] = [
      [header, hmac('x')],
      ['X-Time', String(Number(seconds) + off)],
    ]
    const found = said({ scheme: withTime, headers })
    expect(found).toMatchObject({ cause, sentence })
    expect(found.evidence).toMatch(
      new RegExp(`${words} the arrival.*The signature does not match either, with any age\\.$`),
    )
  })

  test('a time that fits in another unit, though nothing else does: probable, not proven', () => {
    const headers: HeaderPair[] = [
      [header, hmac('x')],
      ['X-Time', String(arrival)],
    ]
    expect(said({ scheme: withTime, headers })).toMatchObject({
      cause: 'timestamp-unit',
      proven: false,
      sentence: 'The timestamp is probably in milliseconds, where seconds are documented.',
      evidence: expect.stringContaining('fits the time of arrival'),
    })
  })

  test('a version that is not checked', () => {
    const headers: HeaderPair[] = [['Stripe-Signature', `t=${seconds},v9=${hmac('x')}`]]
    expect(said({ scheme: stripe, headers })).toMatchObject({
      cause: 'no-supported-version',
      sentence: 'The delivery is signed in a version that is not checked here.',
      evidence: 'It holds v9, not v1.',
    })
  })

  test('an algorithm that is not accepted', () => {
    const scheme: SchemeRef = { scheme: 'hmac', params: { header, format: 'sha256={signature}' } }
    expect(said({ scheme, headers: [[header, 'md5=0011']] })).toMatchObject({
      cause: 'unsupported-algorithm',
      sentence: 'The delivery names an algorithm that is not accepted here.',
      evidence: 'It says md5, not sha256.',
    })
  })

  test('a body that is no token, where the body should be one', () => {
    const scheme: SchemeRef = { scheme: 'jwt', params: { place: 'body' } }
    expect(said({ scheme, headers: [], body: 'hello' })).toMatchObject({
      cause: 'header-malformed',
      sentence: 'The body is not a token.',
      advice: 'Check what the sender sends, and whether something in between changes the body.',
    })
  })
})

describe('what cannot be right', () => {
  test.each([
    ['something short', 'abc', 'It holds 3 characters, which cannot be a signature of 32 bytes.'],
    ['one character that is no hex', `${hmac('x').slice(0, 63)}g`, 'Character 64 is “g”, which is not hex.'],
    ['words', 'the signature comes here', 'It holds 24 characters, which cannot be a signature of 32 bytes.'],
  ])('a signature that is %s', (_, value, evidence) => {
    expect(said({ headers: [[header, value]] })).toMatchObject({
      cause: 'header-malformed',
      sentence: 'The value of the header cannot be a signature.',
      evidence,
    })
  })

  test('one character that is no Base64', () => {
    const scheme: SchemeRef = { scheme: 'hmac', params: { header, encoding: 'base64' } }
    const value = Buffer.from(hmac('x'), 'hex').toString('base64').replace(/^..../, 'ab!d')
    expect(said({ scheme, headers: [[header, value]] }).evidence).toBe('Character 3 is “!”, which is not Base64.')
  })

  test('one of several that could be a signature is enough', () => {
    const scheme: SchemeRef = { scheme: 'hmac', params: { header, separator: ',' } }
    expect(said({ scheme, headers: [[header, `abc,${hmac('x')}`]] }).cause).toBe('no-match')
  })

  test('a secret that is no public key, where one is needed', () => {
    const scheme: SchemeRef = { scheme: 'public-key', params: { header } }
    const value = Buffer.alloc(64, 7).toString('base64')
    expect(said({ scheme, headers: [[header, value]], secrets: ['a password'] })).toMatchObject({
      cause: 'secret-wrong-kind',
      proven: true,
      sentence: 'The secret “secret 1” is not a public key.',
      advice: expect.stringMatching(/^Paste .+\.$/),
    })
  })

  test('a key of a pair in the place of a shared secret: probable', () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(said({ secrets: [pem] })).toMatchObject({
      cause: 'secret-wrong-kind',
      proven: false,
      sentence: 'The secret “secret 1” is probably the wrong one: it looks like a public key.',
    })
    // One that could be right makes no guess.
    expect(said({ secrets: [pem, key] }).cause).toBe('no-match')
  })
})

describe('a body that is not here', () => {
  test('that the headers announce: proven', () => {
    expect(
      said({
        body: '',
        headers: [
          [header, hmac('x')],
          ['Content-Length', '12'],
        ],
      }),
    ).toMatchObject({
      cause: 'body-empty',
      proven: true,
      evidence: 'Content-Length says 12 bytes, none came.',
    })
  })

  test('that its type announces: probably lost', () => {
    expect(
      said({
        body: '',
        headers: [
          [header, hmac('x')],
          ['Content-Type', 'application/json'],
        ],
      }),
    ).toMatchObject({
      cause: 'body-empty',
      proven: false,
      sentence: 'The delivery came without a body; what was signed was probably lost on the way.',
    })
  })

  test('of a GET: a redirect has turned a POST into it', () => {
    expect(said({ body: '', method: 'GET' })).toMatchObject({
      cause: 'body-empty',
      proven: false,
      sentence: 'The delivery came by GET without a body: a redirect has probably turned a POST into it.',
    })
  })

  test('of a DELETE is nothing to wonder at, whatever type a library announces', () => {
    const headers: HeaderPair[] = [
      [header, hmac('x')],
      ['Content-Type', 'application/json'],
    ]
    expect(said({ body: '', method: 'DELETE', headers }).cause).toBe('no-match')
  })

  test('compressed, as the headers say it is: probably decompressed on the way', () => {
    const headers: HeaderPair[] = [
      [header, hmac('x')],
      ['Content-Encoding', 'gzip'],
    ]
    expect(said({ headers })).toMatchObject({
      cause: 'body-compressed',
      proven: false,
      sentence: 'The body was probably decompressed on the way, and its compressed bytes are what was signed.',
    })
    expect(said({ headers, body: gzipSync('{"a":1}') }).cause).toBe('no-match')
    expect(
      said({
        headers: [
          [header, hmac('x')],
          ['Content-Encoding', 'identity'],
        ],
      }).cause,
    ).toBe('no-match')
  })
})

describe('nothing fits', () => {
  test('says what was tried, in how many ways, and what came', () => {
    const found = said({ body: '{"a":1}' })
    expect(found).toMatchObject({
      cause: 'no-match',
      proven: false,
      sentence:
        'Nothing that was tried fits: the body was changed in a way that cannot be undone, or the secret is a different one.',
      advice: 'Compare the secret with the one at the sender first, then look for what changes the body on its way.',
    })
    expect(found.evidence).toMatch(/^\d+ recomputations with 1 secret did not match: .+\. 7 bytes came\.$/)
  })

  test('a length that is not the announced one is told with it', () => {
    const headers: HeaderPair[] = [
      [header, hmac('x')],
      ['Content-Length', '9'],
    ]
    expect(said({ headers }).evidence).toMatch(/Content-Length says 9 bytes, 7 bytes came\.$/)
  })

  test('what is signed besides a body is not called a body', () => {
    const scheme: SchemeRef = { scheme: 'hmac', params: { header, signed: '{json:/id}' } }
    const found = said({ scheme, body: '{"id":"x"}' })
    expect(found.sentence).toContain('what is signed was changed in a way that cannot be undone')
    expect(found.advice).toContain('what changes what is signed')
  })

  test('a presented secret is another one, and no body is blamed', () => {
    const scheme: SchemeRef = { scheme: 'static-header', params: { header } }
    expect(said({ scheme, headers: [[header, 'another secret']] })).toMatchObject({
      cause: 'no-match',
      sentence: 'Nothing that was tried fits: what came is another secret.',
      advice: 'Compare the secret with the one at the sender.',
    })
  })

  test('the secret stands in none of the words', () => {
    for (const given of [
      {},
      { body: '' },
      { headers: [[header, 'abc']] as HeaderPair[] },
      { secrets: [`${key}x`, 'two'] },
    ])
      expect(JSON.stringify(said(given))).not.toContain('signing secret')
  })
})
