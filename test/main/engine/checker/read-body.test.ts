import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readBody } from '../../../../src/main/engine/checker/read-body.ts'
import { mediaTypeOf } from '../../../../src/main/engine/lib/media-type.ts'

const read = (body: string | Uint8Array, type: string | null = 'application/json', encoding: string | null = null) =>
  readBody(Buffer.from(body as string), type === null ? null : mediaTypeOf([['Content-Type', type]]), encoding)

describe('JSON', () => {
  test.each<[string, string | Uint8Array, string | null]>([
    ['as such', '{"a":1}', 'application/json'],
    ['by a suffix', '{"a":1}', 'application/cloudevents+json; charset=UTF-8'],
    ['under no type', '{"a":1}', null],
    ['under another type, where it looks like it', ' \n{"a":1}', 'text/plain'],
    ['with a byte order mark', '\ufeff{"a":1}', 'application/json'],
    ['in another charset', Buffer.from('{"a":1}', 'utf16le'), 'application/json; charset=utf-16le'],
  ])('%s', (_name, body, type) => expect(read(body, type)).toMatchObject({ ok: true, as: 'json', value: { a: 1 } }))

  test('compressed; places are those of the text', () => {
    const reading = read(gzipSync('{"a": 12.50}'), 'application/json', 'gzip')
    if (!reading.ok) throw new Error(reading.reason)
    expect(reading.locate(['/a']).get('/a')).toMatchObject({ offset: 6, length: 5 })
  })
})

test('a form, with lists and places', () => {
  const reading = read('To=%2B1&Tag=a&Tag=b', 'application/x-www-form-urlencoded')
  if (!reading.ok) throw new Error(reading.reason)
  expect(reading).toMatchObject({ as: 'form', value: { To: '+1', Tag: ['a', 'b'] } })
  const places = reading.locate(['/Tag/1'])
  expect(places.get('/Tag/1')).toEqual({ offset: 18, length: 1, key: { offset: 14, length: 3 } })
  expect(places.get('/Tag')).toEqual(places.get('/Tag/0'))
})

test('a JWT by its claims', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'HS256' })}.${part({ call_id: 7 })}.c2ln`
  expect(read(token, 'text/plain')).toMatchObject({ ok: true, as: 'jwt', value: { call_id: 7 } })
})

describe('refused', () => {
  test.each<[string, string | Uint8Array, string | null, string | null, object]>([
    ['nothing', '', 'application/json', null, { reason: 'body-empty', detail: null }],
    ['blanks', ' \n', 'application/json', null, { reason: 'syntax-error', detail: 'there is nothing but blanks' }],
    ['plain text', 'hello', 'text/plain', null, { reason: 'not-json-media-type', detail: 'text/plain' }],
    ['broken JSON of another type', '{"a":', 'text/plain', null, { reason: 'not-json-media-type' }],
    [
      'broken JSON',
      '{"a":}',
      'application/json',
      null,
      { reason: 'syntax-error', detail: expect.stringContaining('line 1, column 6') },
    ],
    [
      'an unknown charset',
      '{}',
      'application/json; charset=klingon',
      null,
      { detail: 'the charset "klingon" is not known' },
    ],
    [
      'bytes that are not UTF-8, with their place',
      Buffer.from([0x7b, 0x0a, 0x22, 0xc3, 0xab, 0xff]),
      'application/json',
      null,
      { detail: 'line 2, column 3: the bytes are not valid UTF-8' },
    ],
    [
      'half a character at the end',
      Buffer.from([0x22, 0xc3]),
      'application/json',
      null,
      { detail: 'line 1, column 2: the bytes are not valid UTF-8' },
    ],
    ['what is not compressed as it says', '{}', 'application/json', 'gzip', { reason: 'syntax-error', detail: /./ }],
  ])('%s', (_name, body, type, encoding, refusal) => {
    const reading = read(body, type, encoding)
    expect(reading).toMatchObject({ ok: false })
    const { detail, ...rest } = refusal as { detail?: unknown }
    expect(reading).toMatchObject(
      detail instanceof RegExp ? { ...rest, detail: expect.stringMatching(detail) } : refusal,
    )
  })
})
