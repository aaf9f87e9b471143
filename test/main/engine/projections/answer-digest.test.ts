import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { answerDigest } from '../../../../src/main/engine/projections/answer-digest.ts'

const answer = (body: string | Uint8Array, status = 200, headers: [string, string][] = []) => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return answerDigest({ status, headers, error: null, bodySize: bytes.length }, bytes)
}

test.each([
  ['the same bytes', 'OK', 'OK'],
  ['keys in another order', '{"a":1,"b":{"c":2,"d":3}}', '{ "b": {"d":3, "c":2}, "a":1 }'],
  ['other whitespace', '[1,2]', '[ 1,\n2 ]'],
])('equal: %s', (_, one, other) => expect(answer(one)).toBe(answer(other)))

test.each([
  ['another value', '{"charged":1}', '{"charged":2}'],
  ['another order of a list', '[1,2]', '[2,1]'],
  ['the last of twenty digits', '{"id":12345678901234567890}', '{"id":12345678901234567891}'],
  ['a number written otherwise', '{"price":12.5}', '{"price":12.50}'],
  ['a text that is no JSON', 'accepted', 'already accepted'],
  ['broken JSON', '{"a":1', '{"a":2'],
])('different: %s', (_, one, other) => expect(answer(one)).not.toBe(answer(other)))

test('the status counts', () => expect(answer('{}', 200)).not.toBe(answer('{}', 409)))

test('a compressed answer is compared by what it says', () => {
  const gzip: [string, string][] = [['Content-Encoding', 'gzip']]
  expect(answer(gzipSync('{"a":1,"b":2}'), 200, gzip)).toBe(answer(gzipSync('{"b":2,"a":1}', { level: 1 }), 200, gzip))
})

test('an exchange without an answer is its error', () => {
  const failed = (code: 'refused' | 'timeout') =>
    answerDigest({ status: null, headers: [], error: { code, message: code }, bodySize: 0 }, new Uint8Array())
  expect(failed('refused')).toBe('refused')
  expect(failed('timeout')).not.toBe(failed('refused'))
})

test('deep and broken bodies are compared as bytes', () => {
  const deep = '['.repeat(5000) + ']'.repeat(5000)
  expect(answer(deep)).toBe(answer(deep))
  expect(answer(deep)).not.toBe(answer(`${deep} `))
  expect(answer(Buffer.from([0x7b, 0xff]))).not.toBe(answer(Buffer.from([0x7b, 0xfe])))
})

test('of a longer answer than is stored, the length counts', () => {
  const body = Buffer.from('same beginning')
  const of = (bodySize: number) => answerDigest({ status: 200, headers: [], error: null, bodySize }, body)
  expect(of(2_000_000)).not.toBe(of(3_000_000))
})
