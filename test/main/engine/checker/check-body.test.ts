import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createChecker } from '../../../../src/main/engine/checker/check-body.ts'
import { checkBody, checkJson, readingOf, schemaOf } from './check-json.ts'

const anything = schemaOf({ type: 'object' })
const utf8 = (text: string) => new TextEncoder().encode(text)

function check(
  bytes: Uint8Array,
  contentType: string | null = null,
  schema: Parameters<typeof checkBody>[2] = anything,
  coding: string | null = null,
) {
  const { state, reason, detail } = checkBody(bytes, contentType, schema, coding)
  return [state, reason, detail]
}

describe('what can not be checked', () => {
  it.each([
    ['an empty body', utf8(''), null, ['no-body', 'body-empty', null]],
    ['whitespace', utf8(' \n'), null, ['not-json', 'syntax-error', 'there is nothing but whitespace']],
    ['text', utf8('hello'), 'text/plain; charset=utf-8', ['not-json', 'not-json-media-type', 'text/plain']],
    ['broken JSON under another type', utf8('{'), 'text/plain', ['not-json', 'not-json-media-type', 'text/plain']],
    [
      'a trailing comma',
      utf8('{"a":1,\n}'),
      null,
      ['not-json', 'syntax-error', 'line 2, column 1: a field name in double quotes is expected'],
    ],
    ['a cut off body', utf8('{"a":[1,'), null, ['not-json', 'syntax-error', 'line 1, column 9: a value is expected']],
    [
      'a comment',
      utf8('{} // x'),
      null,
      ['not-json', 'syntax-error', 'line 1, column 4: comments are not allowed in JSON'],
    ],
    [
      'a second value',
      utf8('{}\n{}'),
      null,
      ['not-json', 'syntax-error', 'line 2, column 1: the text should end here'],
    ],
    [
      'bytes that are no UTF-8',
      Uint8Array.of(0x7b, 0x0a, 0x22, 0xc3, 0xa9, 0xff, 0x22),
      null,
      ['not-json', 'syntax-error', 'line 2, column 3: the bytes are not valid UTF-8'],
    ],
    [
      'an unknown charset',
      utf8('{}'),
      'application/json; charset=klingon',
      ['not-json', 'syntax-error', 'the charset "klingon" is not known'],
    ],
  ])('%s', (_, bytes, contentType, expected) => {
    expect(check(bytes, contentType)).toEqual(expected)
  })

  it.each(['provider-not-detected', 'event-not-detected', 'event-not-documented'] as const)('%s', (reason) => {
    expect(check(utf8('{}'), null, reason)).toEqual(['no-schema', reason, null])
    expect(check(utf8('hi'), 'text/plain', reason)).toEqual(['no-schema', 'not-json-media-type', 'text/plain'])
    expect(check(utf8('<a/>'), 'application/xml', reason)).toEqual([
      'no-schema',
      'not-json-media-type',
      'application/xml',
    ])
    expect(check(utf8('hi'), null, reason)).toEqual(['no-schema', 'not-json-media-type', 'there is no content type'])
    expect(check(utf8('{"a":'), 'application/json', reason)[0]).toBe('not-json')
    expect(check(utf8('{"a":'), null, reason)[0]).toBe('not-json')
    expect(check(utf8(''), null, reason)[0]).toBe('no-body')
  })

  it.each([{ type: 'nope' }, 'no schema', { $ref: '#/$defs/none' }])('a broken schema: %j', (schema) => {
    expect(checkJson(schema, '{}')).toMatchObject({
      state: 'no-schema',
      reason: 'schema-broken',
      detail: expect.any(String),
    })
  })

  it('a content encoding that does not hold', () => {
    expect(check(utf8('{}'), 'application/json', anything, 'gzip')).toEqual([
      'not-json',
      'syntax-error',
      'the body is not valid gzip data',
    ])
  })
})

describe('what is read', () => {
  const conforms = ['conforms', 'matches-schema', null]

  it.each([
    ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d), null],
    ['JSON under another type', utf8(' {"a":1}'), 'text/plain'],
    ['a vendor type', utf8('{}'), 'application/vnd.x+json'],
    [
      'another charset',
      Uint8Array.of(0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d),
      'application/json; charset=iso-8859-1',
    ],
    ['lone surrogates', utf8('{"a":"\\ud800","b":"\\udc00x"}'), null],
    ['a field called __proto__', utf8('{"__proto__":{"x":1}}'), null],
    ['a field that is there twice', utf8('{"a":1,"a":2}'), null],
  ])('%s', (_, bytes, contentType) => {
    expect(check(bytes, contentType)).toEqual(conforms)
  })

  it('a compressed body', () => {
    expect(check(gzipSync('{}'), 'application/json', anything, 'gzip')).toEqual(conforms)
  })

  it('marks the last of two fields with the same name', () => {
    const text = '{"a":"x","a":5}'
    const [issue] = checkJson({ properties: { a: { type: 'string' } } }, text).issues
    expect(issue?.offset).toBe(text.lastIndexOf('5'))
  })

  it('10,000 levels, valid or not', () => {
    const open = '['.repeat(10_000)
    expect(checkJson({ type: 'object' }, open + ']'.repeat(10_000)).issueCount).toBe(1)
    expect(checkJson({ type: 'object' }, open)).toMatchObject({ state: 'not-json', reason: 'syntax-error' })
    const recursive = { $ref: '#/$defs/n', $defs: { n: { items: { $ref: '#/$defs/n' } } } }
    expect(checkJson(recursive, '[[[1]]]').state).toBe('conforms')
    expect(checkJson(recursive, open + ']'.repeat(10_000))).toMatchObject({
      state: 'no-schema',
      reason: 'check-timed-out',
      detail: 'the payload is nested too deeply',
    })
  })
})

it('counts the documented fields', () => {
  const party = { type: ['object', 'null'], properties: { number: {}, name: {} } }
  const schema = {
    $defs: { party },
    properties: { id: {}, from: { $ref: '#/$defs/party' }, to: { $ref: '#/$defs/party' }, list: { items: party } },
  }
  expect(checkJson(schema, '{}').documentedFields).toBe(4 + 3 * 2)
})

it('counts no end of fields in a recursive schema without end', () => {
  const node = { properties: { value: {}, next: { $ref: '#/$defs/node' }, other: { $ref: '#/$defs/node' } } }
  expect(checkJson({ $defs: { node }, $ref: '#/$defs/node' }, '{}').documentedFields).toBeGreaterThan(3)
})

describe('a checker', () => {
  const string = schemaOf({ properties: { a: { type: 'string' } } })

  it('answers many checks, each with its own result', () => {
    const { check } = createChecker()
    const bodies = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? '{"a":"x"}' : '{"a":1}'))
    expect(bodies.map((body) => check(readingOf(body), string).state)).toEqual(
      bodies.map((_, index) => (index % 2 === 0 ? 'conforms' : 'differs')),
    )
  })

  it('uses a changed schema under its new key', () => {
    const { check } = createChecker()
    const states = ['object', 'array'].map(
      (type) => check(readingOf('{}'), schemaOf({ $id: 'https://example.com/s', type })).state,
    )
    expect(states).toEqual(['conforms', 'differs'])
  })

  it('asks for the text of a schema once, and says so where there is none', () => {
    const { check } = createChecker()
    let asked = 0
    const counted = {
      ...string,
      key: 'counted',
      text: () => {
        asked += 1
        return string.text()
      },
    }
    for (const body of ['{}', '{"a":1}']) check(readingOf(body), counted)
    expect(asked).toBe(1)
    const gone = () => {
      throw new Error('/packs/acme/schemas/x: The file is missing.')
    }
    expect(check(readingOf('{}'), { ...string, key: 'gone', text: gone })).toMatchObject({
      state: 'no-schema',
      reason: 'schema-broken',
      detail: '/packs/acme/schemas/x: The file is missing.',
    })
  })

  it('leaves it to others to explain a body that differs everywhere', () => {
    const { check, checkQuickly } = createChecker()
    const numbers = schemaOf({ items: { type: 'number' } })
    const body = readingOf(JSON.stringify(Array.from({ length: 51 }, () => 'x')))
    expect(checkQuickly(body, numbers, 50)).toBeNull()
    expect(checkQuickly(body, numbers, 51)?.issueCount).toBe(51)
    expect(check(body, numbers).issueCount).toBe(51)
  })

  it('counts the errors of a body that differs in 100,000 places in a moment', () => {
    const union = schemaOf({ items: { anyOf: [{ type: 'number' }, { type: 'boolean' }] } })
    const body = readingOf(JSON.stringify(Array.from({ length: 40_000 }, () => 'x')))
    const startedAt = performance.now()
    const { issues, issueCount } = createChecker().check(body, union)
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(issues).toHaveLength(200)
    expect(issueCount).toBeGreaterThan(40_000)
  })
})
