import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { cutLongWords, decodedLimit, searchableText, wordsOf } from '../../../../src/main/engine/lib/searchable-text.ts'
import { delivery } from '../../../support/fake-log.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const json: HeaderPair[] = [['Content-Type', 'application/json']]
const summary = { direction: null, who: null, text: '', headline: null, detail: null, quote: null }

/** What is searched of a body alone. */
function bodyText(bytes: Uint8Array, headers: HeaderPair[]): string {
  const before = ['', '/', ...headers.map(([, value]) => value)].join('\n')
  const text = searchableText({ ...delivery().head.request, target: '/', headers }, summary, bytes)
  const from = headers.length === 0 ? before.length + 2 : before.length + 1
  return text.slice(from)
}

test.each<[string, Uint8Array, HeaderPair[], string]>([
  ['plain text', utf8('Hello  there\r\n you'), [], 'Hello there you'],
  ['JSON escapes', utf8('{"a":"caf\\u00e9 \\ud83d\\ude42 \\"x\\"\\n\\/\\t\\\\n"}'), json, 'a café x n'],
  ['JSON without a media type', utf8(' [ "\\u00e9" ]'), [], 'é'],
  ['escapes in other text', utf8('C:\\u00e9 \\n'), [['Content-Type', 'text/plain']], 'C u00e9 n'],
  ['a form', utf8('a=b+c&d=%C3%A9%2'), [['content-type', 'application/x-www-form-urlencoded']], 'a b c d é 2'],
  ['a named charset', Buffer.from('caf\xe9', 'latin1'), [['Content-Type', 'text/plain; charset="ISO-8859-1"']], 'café'],
  ['an unknown charset', utf8('café'), [['Content-Type', 'text/plain; charset=klingon']], 'café'],
  ['invalid UTF-8 and NUL', new Uint8Array([97, 255, 254, 98, 0, 99]), [], 'a b c'],
  ['nothing', new Uint8Array(), json, ''],
  ['gzip', gzipSync('inside'), [['Content-Encoding', 'GZIP']], 'inside'],
  ['deflate', deflateSync('inside'), [['Content-Encoding', 'deflate']], 'inside'],
  ['deflate without its header', deflateRawSync('inside'), [['Content-Encoding', 'deflate']], 'inside'],
  ['brotli', brotliCompressSync('inside'), [['Content-Encoding', 'br']], 'inside'],
  ['an unknown encoding', utf8('inside'), [['Content-Encoding', 'x-own']], 'inside'],
  ['what only claims to be gzip', utf8('inside'), [['Content-Encoding', 'gzip']], ''],
])('%s', (_, bytes, headers, words) => {
  expect(wordsOf(bodyText(bytes, headers))).toEqual(wordsOf(words))
})

test('a gzip that is cut off is searched as far as it goes', () => {
  const whole = gzipSync(`start ${Array.from({ length: 20_000 }, (_, n) => n * 7919).join(' ')}`)
  const text = bodyText(whole.subarray(0, whole.length / 2), [['Content-Encoding', 'gzip']])
  expect(text.startsWith('start 0 7919 15838')).toBe(true)
})

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
] as const)(
  'a small %s body that unpacks to very much is looked at only at its start, in no time',
  (encoding, pack) => {
    const bomb = pack(Buffer.alloc(64 * 1024 * 1024, 'ab '))
    const before = performance.now()
    const text = bodyText(bomb, [['Content-Encoding', encoding]])
    expect(performance.now() - before).toBeLessThan(1000)
    expect(text.length).toBeLessThanOrEqual(decodedLimit)
    // Of so small a stream, brotli gives nothing before it has all of it.
    expect(text.startsWith('ab ab ') || encoding === 'br').toBe(true)
  },
)

test('long encoded runs are left out but for their beginning, long words are cut', () => {
  const run = Buffer.alloc(6000, 'recording').toString('base64')
  const text = bodyText(utf8(`{"audio":"${run}","id":"${'a'.repeat(500)}","next":"word"}`), json)
  expect(text).toMatch(/^\{"audio":"[A-Za-z0-9]{0,24}","id":"a{24}","next":"word"\}$/)
})

test('words are cut alike in what is searched and in what is asked for', () => {
  const digest = '0123456789abcdef'.repeat(4)
  expect(cutLongWords(digest)).toBe(digest.slice(0, 24))
  expect(cutLongWords(`x ${digest}-${digest} y`)).toBe(`x ${digest.slice(0, 24)}-${digest.slice(0, 24)} y`)
  expect(cutLongWords('short words + - / only')).toBe('short words + - / only')
})

test('summary line, path as sent and as it reads, and header values, but no names', () => {
  const request = {
    ...delivery().head.request,
    target: '/in/a%20b?x=%C3%A9',
    headers: [['X-Name', 'one']] as HeaderPair[],
  }
  const words = wordsOf(
    searchableText(request, { ...summary, who: 'Maya', headline: 'Agent called' }, new Uint8Array()),
  )
  expect(words).toEqual([
    'agent',
    'called',
    'maya',
    ...['in', 'a', '20b', 'x', 'c3', 'a9'],
    ...['in', 'a', 'b', 'x', 'e'],
    'one',
  ])
})

test('words are compared without case and diacritics', () => {
  expect(wordsOf('Déjà-VU, 12.50 €! naïve cafe\u0301 東京 Straße')).toEqual([
    'deja',
    'vu',
    '12',
    '50',
    'naive',
    'cafe',
    '東京',
    'straße',
  ])
})
