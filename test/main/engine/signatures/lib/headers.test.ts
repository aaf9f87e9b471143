import { describe, expect, test } from 'vitest'
import { readHeader, writeHeader } from '../../../../../src/main/engine/signatures/lib/headers.ts'

describe('readHeader', () => {
  test.each([
    ['abc', '{signature}', '', ['abc']],
    ['sha256=abc', 'sha256={signature}', '', ['abc']],
    ['a=b=', '{signature}', '', ['a=b=']],
    ['v1,a v1,b', 'v1,{signature}', ' ', ['a', 'b']],
    ['a, b,,c', '{signature}', ',', ['a', 'b', 'c']],
    ['v1,a v2,b', 'v1,{signature}', ' ', ['a']],
  ])('%j by %j split at %j', (value, format, separator, signatures) => {
    expect(readHeader(value, format, separator)).toMatchObject({ signatures })
  })

  test.each([
    ['t=1,v1=a', { timestamp: '1', signatures: ['a'] }],
    ['v1=a,t=1,v0=x,v1=b', { timestamp: '1', signatures: ['a', 'b'] }],
    ['t=1,v1=a=', { timestamp: '1', signatures: ['a='] }],
    ['v1=a', { timestamp: undefined, signatures: ['a'] }],
    ['t=,v1=a', { timestamp: undefined, signatures: ['a'] }],
  ])('fields in any order: %j', (value, expected) => {
    expect(readHeader(value, 't={timestamp},v1={signature}', '')).toMatchObject(expected)
  })

  test.each([
    ['"t=1,v1=a"', /is not t=/],
    ["['t=1,v1=a']", /is not t=/],
    ['v1=a, t=1', /is not t=/],
    ['t=1,v1=a,t=2', /2 timestamps/],
  ])('not read as if nothing were wrong: %j', (value, detail) => {
    expect(readHeader(value, 't={timestamp},v1={signature}', '')).toMatchObject({
      reason: 'header-malformed',
      detail: expect.stringMatching(detail),
    })
  })

  test('as strict as the library of the provider', () => {
    const read = (value: string, fields: 'any' | 'first' | 'exact') =>
      readHeader(value, 't={timestamp},v1={signature}', '', fields)
    expect(read('t=1,v1=a,v1=b', 'any')).toMatchObject({ signatures: ['a', 'b'] })
    expect(read('t=1,v1=a,v1=b', 'first')).toMatchObject({ signatures: ['a'] })
    expect(read('v1=a,t=1', 'first')).toMatchObject({ signatures: ['a'] })
    expect(read('t=1,v1=a', 'exact')).toMatchObject({ signatures: ['a'], timestamp: '1' })
    expect(read('v1=a,t=1', 'exact')).toMatchObject({ ok: false })
  })

  test('literal text around several values', () => {
    expect(readHeader('hmac;1;1775397840000;c2ln;x', 'hmac;1;{timestamp};{signature}', '')).toEqual({
      signatures: ['c2ln;x'],
      timestamp: '1775397840000',
      keyId: undefined,
    })
    expect(readHeader('application K-1:c2ln', 'application {keyId}:{signature}', '')).toMatchObject({ keyId: 'K-1' })
  })

  test.each([
    ['t=1,v0=a', 't={timestamp},v1={signature}', 'no-supported-version'],
    ['t=1, v1=a', 't={timestamp},v1={signature}', 'header-malformed'],
    ['t=1', 't={timestamp},v1={signature}', 'header-malformed'],
    ['nonsense', 't={timestamp},v1={signature}', 'header-malformed'],
    ['v1=abc', 'v0={signature}', 'no-supported-version'],
    ['sha1=abc', 'sha256={signature}', 'unsupported-algorithm'],
    ['abc', 'sha256={signature}', 'header-malformed'],
    ['hmac;2;1;abc', 'hmac;1;{timestamp};{signature}', 'no-supported-version'],
    ['hmac;1;1', 'hmac;1;{timestamp};{signature}', 'header-malformed'],
    ['service K:abc', 'application {keyId}:{signature}', 'header-malformed'],
    ['sha256=', 'sha256={signature}', 'header-malformed'],
    ['  ', '{signature}', 'header-malformed'],
  ])('%j is not %j: %s', (value, format, reason) => {
    expect(readHeader(value, format, value.trim() ? '' : ' ')).toMatchObject({ ok: false, reason })
  })

  test('characters of a format that mean something to regular expressions are literal', () => {
    expect(readHeader('a.b(c)', 'a.b({signature})', '')).toMatchObject({ signatures: ['c'] })
    expect(readHeader('axb(c)', 'a.b({signature})', '')).toMatchObject({ ok: false })
  })

  test('an unreadable value is quoted short', () => {
    expect(readHeader('x'.repeat(5000), 'v0={signature}', '')).toMatchObject({
      detail: `“${'x'.repeat(40)}…” is not v0={signature}`,
    })
  })
})

test('writeHeader fills in what readHeader reads', () => {
  const format = 't={timestamp},v1={signature}'
  const value = writeHeader(format, { timestamp: '1', signature: 'a$&' })
  expect(value).toBe('t=1,v1=a$&')
  expect(readHeader(value, format, '')).toMatchObject({ timestamp: '1', signatures: ['a$&'] })
})
