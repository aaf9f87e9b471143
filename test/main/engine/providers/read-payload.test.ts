import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { textAt, valueAt } from '../../../../src/main/engine/providers/read-payload.ts'
import { payloadOf } from './payload-of.ts'

const jwt = (claims: string, signature = 'c2ln') =>
  `${[`{"alg":"HS256"}`, claims].map((part) => Buffer.from(part).toString('base64url')).join('.')}.${signature}`
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

describe('the value of a body', () => {
  it.each([
    ['JSON', payloadOf('{"a":[1]}'), { a: [1] }],
    ['JSON after a byte order mark', payloadOf('\ufeff{"a":1}'), { a: 1 }],
    ['JSON under another type', payloadOf(' {"a":1}', { 'Content-Type': 'text/plain' }), { a: 1 }],
    ['compressed JSON', payloadOf(gzipSync('{"a":1}'), { 'Content-Encoding': 'gzip' }), { a: 1 }],
    ['a form', payloadOf('a=1&b=%C3%A9+x&a=2&c', form), { a: ['1', '2'], b: 'é x', c: '' }],
    [
      'a form with an awkward name',
      payloadOf('__proto__=x&constructor=y', form),
      { ['__proto__']: 'x', constructor: 'y' },
    ],
    ['the claims of a JWT', payloadOf(jwt('{"a":1}'), { 'Content-Type': 'application/jwt' }), { a: 1 }],
    ['the claims of an unsigned JWT sent as JSON', payloadOf(`${jwt('{"a":1}', '')}\n`), { a: 1 }],
    ['a JWT of something else', payloadOf(jwt('no JSON')), undefined],
    ['three words with dots', payloadOf('a.b.c', { 'Content-Type': 'text/plain' }), undefined],
    ['text', payloadOf('hello', { 'Content-Type': 'text/plain' }), undefined],
    ['broken JSON', payloadOf('{"a":'), undefined],
    ['nothing', payloadOf(''), undefined],
    ['bytes that are not gzip', payloadOf('{}', { 'Content-Encoding': 'gzip' }), undefined],
    [
      'a compression bomb',
      payloadOf(gzipSync(`"${'x'.repeat(17 * 1024 * 1024)}"`), { 'Content-Encoding': 'gzip' }),
      undefined,
    ],
  ])('%s', (_, payload, expected) => {
    const value = payload.value()
    expect(value === undefined ? value : { ...(value as object) }).toEqual(expected)
  })

  it('is JSON null or a plain value where that was sent', () => {
    expect(payloadOf('null').value()).toBeNull()
    expect(payloadOf('"x"').value()).toBe('x')
  })

  it('is read as far as possible where bytes are no text', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"x'), Buffer.of(0xff), Buffer.from('"}')])
    expect(payloadOf(bytes).value()).toEqual({ a: 'x\ufffd' })
    expect(payloadOf('{"a":1}', { 'Content-Type': 'application/json; charset=klingon' }).value()).toEqual({ a: 1 })
  })
})

it('reads the digits of a long number in a JWT', () => {
  const payload = payloadOf(jwt('{"call_id":12345678901234567890}'), { 'Content-Type': 'text/plain' })
  expect(textAt(payload, { body: '/call_id' })).toBe('12345678901234567890')
})

describe('references', () => {
  const body = '{"a":{"b":[10,"x"]},"c":12345678901234567890,"d":12.50,"e":"","f":null,"g":true,"h/i":1e2}'
  const payload = payloadOf(body, { 'X-Event': 'one' }, '/in/x?event=two&event=three&empty=')

  it.each([
    [{ body: '/a/b/1' }, 'x'],
    [{ body: '/a/b/0' }, '10'],
    [{ body: '/c' }, '12345678901234567890'],
    [{ body: '/d' }, '12.50'],
    [{ body: '/e' }, ''],
    [{ body: '/h~1i' }, '100'],
    [{ header: 'x-event' }, 'one'],
    [{ query: 'event' }, 'two'],
    [{ query: 'empty' }, ''],
    [{ body: '/f' }, null],
    [{ body: '/g' }, null],
    [{ body: '/a' }, null],
    [{ body: '/a/b/2' }, null],
    [{ body: '/a/b/length' }, null],
    [{ body: '/toString' }, null],
    [{ header: 'X-None' }, null],
    [{ query: 'none' }, null],
  ])('%j', (ref, expected) => {
    expect(textAt(payload, ref)).toBe(expected)
  })

  it('tells null from nothing', () => {
    expect(valueAt(payload, { body: '/f' })).toBeNull()
    expect(valueAt(payload, { body: '/z' })).toBeUndefined()
    expect(valueAt(payloadOf(''), { body: '' })).toBeUndefined()
  })
})
