import { randomBytes } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  arrivalLimits,
  headerMap,
  numberText,
  placesIn,
  type ReadingLimits,
  readBody,
  unhurriedLimits,
} from '../../../../src/main/engine/lib/body-reader.ts'

const form = 'application/x-www-form-urlencoded'
const part = (text: string) => Buffer.from(text).toString('base64url')
const jwt = (claims: string, signature = 'c2ln') => `${part('{"alg":"HS256"}')}.${part(claims)}.${signature}`

function read(
  body: string | Uint8Array,
  type: string | null = 'application/json',
  encoding: string | null = null,
  limits: ReadingLimits = arrivalLimits,
) {
  const headers: [string, string][] = []
  if (type !== null) headers.push(['Content-Type', type])
  if (encoding !== null) headers.push(['Content-Encoding', encoding])
  const map = headerMap(headers)
  return readBody(Buffer.from(body as string), (name) => map.get(name), limits)
}

describe('what is read', () => {
  test.each<[string, string | Uint8Array, string | null, string, unknown]>([
    ['JSON', '{"a":[1]}', 'application/json', 'json', { a: [1] }],
    ['JSON by a suffix', '{"a":1}', 'application/cloudevents+json; charset=UTF-8', 'json', { a: 1 }],
    ['JSON under no type', '{"a":1}', null, 'json', { a: 1 }],
    ['JSON under another type, where it looks like it', ' \n{"a":1}', 'text/plain', 'json', { a: 1 }],
    ['JSON after a byte order mark', '\ufeff{"a":1}', 'application/json', 'json', { a: 1 }],
    ['another charset', Buffer.from('{"a":1}', 'utf16le'), 'application/json; charset=utf-16le', 'json', { a: 1 }],
    ['null', 'null', 'application/json', 'json', null],
    ['a plain value', '"x"', 'application/json', 'json', 'x'],
    ['a form', 'a=1&b=%C3%A9+x&a=2&c&a=3', form, 'form', { a: ['1', '2', '3'], b: 'é x', c: '' }],
    ['odd names in a form', '__proto__=x&constructor=y', form, 'form', { ['__proto__']: 'x', constructor: 'y' }],
    ['the claims of a JWT', jwt('{"a":1}'), 'application/jwt', 'jwt', { a: 1 }],
    ['those of an unsigned JWT sent as JSON', `${jwt('{"a":1}', '')}\n`, 'application/json', 'jwt', { a: 1 }],
  ])('%s', (_, body, type, as, expected) => {
    const { value, problem, tooBig, ...reading } = read(body, type)
    expect(typeof value === 'object' && value !== null ? { ...value } : value).toEqual(expected)
    expect([reading.as, problem, tooBig]).toEqual([as, null, null])
  })

  test('compressed; places are those of the text', () => {
    const reading = read(gzipSync('{"a": 12.50}'), 'application/json', 'gzip')
    expect(placesIn(reading, ['/a']).get('/a')).toMatchObject({ offset: 6, length: 5 })
    expect(numberText(reading, '/a', 12.5)).toBe('12.50')
  })

  test('places of a form, none of a JWT', () => {
    const places = placesIn(read('To=%2B1&Tag=a&Tag=b', form), [])
    expect(places.get('/Tag/1')).toEqual({ offset: 18, length: 1, key: { offset: 14, length: 3 } })
    expect(places.get('/Tag')).toEqual(places.get('/Tag/0'))
    expect(placesIn(read(jwt('{"a":1}')), ['/a']).size).toBe(0)
  })
})

describe('what cannot be held against a schema', () => {
  test.each<[string, string | Uint8Array, string | null, string | null, object]>([
    ['nothing', '', 'application/json', null, { reason: 'body-empty', detail: null }],
    [
      'whitespace',
      ' \n',
      'application/json',
      null,
      { reason: 'syntax-error', detail: 'there is nothing but whitespace' },
    ],
    ['plain text', 'hello', 'text/plain', null, { reason: 'not-json-media-type', detail: 'text/plain' }],
    ['three words with dots', 'a.b.c', 'text/plain', null, { reason: 'not-json-media-type' }],
    ['broken JSON of another type', '{"a":', 'text/plain', null, { reason: 'not-json-media-type' }],
    ['broken JSON', '{"a":}', 'application/json', null, { detail: 'line 1, column 6: a value is expected' }],
    [
      'a JWT of something else',
      jwt('no JSON'),
      'application/json',
      null,
      { detail: 'the claims of the JWT are not JSON' },
    ],
    [
      'what is not compressed as it says',
      '{}',
      'application/json',
      'gzip',
      { detail: 'the body is not valid gzip data' },
    ],
  ])('%s', (_, body, type, encoding, problem) => {
    expect(read(body, type, encoding)).toMatchObject({ as: null, value: undefined, problem, tooBig: null })
  })

  test.each<[string, Uint8Array, string, string]>([
    ['a byte', Buffer.from([0x7b, 0x0a, 0x22, 0xc3, 0xab, 0xff]), 'application/json', 'line 2, column 3: '],
    ['half a character at the end', Buffer.from([0x22, 0xc3]), 'application/json', 'line 1, column 2: '],
    [
      'after real U+FFFD',
      Buffer.from([0xef, 0xbb, 0xbf, 0x22, 0xef, 0xbf, 0xbd, 0xff, 0x22]),
      'text/json',
      'line 1, column 3: ',
    ],
  ])('bytes that are not UTF-8, with their place: %s', (_, body, type, place) => {
    expect(read(body, type).problem).toEqual({
      reason: 'syntax-error',
      detail: `${place}the bytes are not valid UTF-8`,
    })
  })

  test('values are read as far as possible all the same', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"x'), Buffer.of(0xff), Buffer.from('"}')])
    expect(read(bytes)).toMatchObject({ value: { a: 'x\ufffd' }, problem: { reason: 'syntax-error' } })
    expect(read('{"a":1}', 'application/json; charset=klingon')).toMatchObject({
      value: { a: 1 },
      problem: { detail: 'the charset "klingon" is not known' },
    })
    expect(read(Buffer.of(0x22, 0xd8, 0x22), 'application/json; charset=utf-16le').problem?.detail).toBe(
      'the bytes are not valid utf-16le',
    )
  })
})

describe('what is too big on arrival', () => {
  const kB = 1024
  const items = (count: number) => `[${'{},'.repeat(count)}{}]`

  test.each<[string, string | Uint8Array, string, string | null, string]>([
    ['as it is', `"${'x'.repeat(256 * kB)}"`, 'application/json', null, 'the decoded body is larger than 256 kB'],
    [
      'once decoded',
      gzipSync(Buffer.alloc(300 * kB, 'x')),
      'text/plain',
      'gzip',
      'the decoded body is larger than 256 kB',
    ],
    [
      'by brotli, whatever it is',
      brotliCompressSync(Buffer.alloc(1e8)),
      'text/plain',
      'br',
      'it is compressed by brotli',
    ],
    [
      'before it is decoded, as nobody knows what that costs',
      gzipSync(randomBytes(33 * kB)),
      'text/plain',
      'gzip',
      'compressed, it is larger than 32 kB',
    ],
    [
      'by its levels',
      '['.repeat(101) + ']'.repeat(101),
      'application/json',
      null,
      'the body is nested more than 100 levels deep',
    ],
    ['by its values', items(10_000), 'application/json', null, 'the body has more than 20,000 values'],
    ['by its fields', 'a=1&'.repeat(2000), form, null, 'the body has more than 2,000 fields'],
    ['in a JWT', jwt(items(10_000)), 'text/plain', null, 'the body has more than 20,000 values'],
  ])('%s', (_, body, type, encoding, tooBig) => {
    expect(read(body, type, encoding)).toMatchObject({ value: undefined, tooBig })
    expect(read(body, type, encoding, unhurriedLimits).tooBig).toBeNull()
  })

  test('16 kB of gzip that hold 5.6 million objects cost next to nothing', () => {
    const bomb = gzipSync(items(5_600_000), { level: 9 })
    expect(bomb.length).toBeLessThan(32 * kB)
    const startedAt = performance.now()
    for (let times = 0; times < 40; times += 1) expect(read(bomb, 'application/json', 'gzip').tooBig).not.toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  test('a name that repeats 65,536 times is read in time that grows with its length', () => {
    const startedAt = performance.now()
    const { value } = read('a=1&'.repeat(65_536), form, null, unhurriedLimits)
    expect((value as { a: string[] }).a).toHaveLength(65_536)
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  test('a header of a thousand codings is not followed', () => {
    expect(read('{}', 'application/json', 'gzip,'.repeat(1000)).problem?.detail).toBe(
      'it names more than 4 content encodings',
    )
  })
})
