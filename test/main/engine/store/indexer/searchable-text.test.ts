import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import {
  bodyText,
  headerText,
  pathText,
  textLimit,
} from '../../../../../src/main/engine/store/indexer/searchable-text.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const json: HeaderPair[] = [['Content-Type', 'application/json']]

test.each<[string, Uint8Array, HeaderPair[], string]>([
  ['plain text', utf8('Hello  there\r\n you'), [], 'Hello there you'],
  ['JSON escapes', utf8('{"a":"caf\\u00e9 \\ud83d\\ude42 \\"x\\"\\n\\/\\t\\\\n"}'), json, '{"a":"café 🙂 "x" / \\n"}'],
  ['JSON without a media type', utf8(' [ "\\u00e9" ]'), [], ' [ "é" ]'],
  ['escapes in other text', utf8('C:\\u00e9 \\n'), [['Content-Type', 'text/plain']], 'C:\\u00e9 \\n'],
  ['a form', utf8('a=b+c&d=%C3%A9%2'), [['content-type', 'application/x-www-form-urlencoded']], 'a=b c&d=é%2'],
  ['decomposed letters', utf8('cafe\u0301'), [], 'café'],
  ['a named charset', Buffer.from('caf\xe9', 'latin1'), [['Content-Type', 'text/plain; charset="ISO-8859-1"']], 'café'],
  ['an unknown charset', utf8('café'), [['Content-Type', 'text/plain; charset=klingon']], 'café'],
  ['invalid UTF-8 and NUL', new Uint8Array([97, 255, 254, 98, 0, 99]), [], 'a b c'],
  ['nothing', new Uint8Array(), json, ''],
  ['gzip', gzipSync('inside'), [['Content-Encoding', 'GZIP']], 'inside'],
  ['deflate', deflateSync('inside'), [['Content-Encoding', 'deflate']], 'inside'],
  ['brotli', brotliCompressSync('inside'), [['Content-Encoding', 'br']], 'inside'],
  ['an unknown encoding', utf8('inside'), [['Content-Encoding', 'x-own']], 'inside'],
  ['what only claims to be gzip', utf8('inside'), [['Content-Encoding', 'gzip']], ''],
])('%s', async (_, bytes, headers, text) => {
  expect(await bodyText(bytes, headers)).toBe(text)
})

test('a gzip that is cut off is searched as far as it goes', async () => {
  const whole = gzipSync(`start ${Array.from({ length: 20_000 }, (_, n) => n * 7919).join(' ')}`)
  const text = await bodyText(whole.subarray(0, whole.length / 2), [['Content-Encoding', 'gzip']])
  expect(text.startsWith('start 0 7919 15838')).toBe(true)
})

test('a small body that unpacks to very much is looked at only at its start', async () => {
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'ab '))
  const text = await bodyText(bomb, [['Content-Encoding', 'gzip']])
  expect(text).toHaveLength(textLimit)
})

test('long encoded runs are left out, long words are not', async () => {
  const run = Buffer.alloc(600, 'recording').toString('base64')
  expect(await bodyText(utf8(`{"audio":"${run}","id":"${'a'.repeat(512)}"}`), json)).toBe(
    `{"audio":" ","id":"${'a'.repeat(512)}"}`,
  )
})

test('at most 256 KiB are kept', async () => {
  const text = await bodyText(utf8('é '.repeat(200_000)), [])
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(textLimit + 2)
  expect(text.length).toBeGreaterThan(150_000)
})

test('paths are kept as sent and as they read', () => {
  expect(pathText('/in/abc')).toBe('/in/abc')
  expect(pathText('/in/a%20b?x=%C3%A9')).toBe('/in/a%20b?x=%C3%A9 /in/a b?x=é')
})

test('header values only', () => {
  expect(
    headerText([
      ['X-A', 'one'],
      ['X-B', 'two'],
    ]),
  ).toBe('one two')
})
