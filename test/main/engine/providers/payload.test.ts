import { describe, expect, it } from 'vitest'
import type { ValueRef } from '#shared/model/provider-pack.ts'
import {
  holds,
  isBoundedPattern,
  type Payload,
  placeOf,
  readHead,
  testOf,
  textAt,
  valueAt,
} from '../../../../src/main/engine/providers/payload.ts'
import { payloadOf } from './payload-of.ts'

const textOf = (payload: Payload, ref: ValueRef) => textAt(payload, placeOf(ref))

describe('references', () => {
  const body =
    '{"a":{"b":[10,"x"]},"c":12345678901234567890,"d":12.50,"e":"","f":null,"g":true,"h/i":1e2,"j":5.0,"k":-0,"l":100}'
  const payload = payloadOf(body, { 'X-Event': 'one' }, '/in/x?event=two&event=three&empty=')

  it.each<[ValueRef, string | null]>([
    [{ body: '/a/b/1' }, 'x'],
    [{ body: '/a/b/0' }, '10'],
    [{ body: '/c' }, '12345678901234567890'],
    [{ body: '/d' }, '12.50'],
    [{ body: '/e' }, ''],
    [{ body: '/h~1i' }, '1e2'],
    [{ body: '/j' }, '5.0'],
    [{ body: '/k' }, '-0'],
    [{ body: '/l' }, '100'],
    [{ header: 'x-event' }, 'one'],
    [{ query: 'event' }, 'two'],
    [{ query: 'empty' }, ''],
    [{ body: '/f' }, null],
    [{ body: '/g' }, null],
    [{ body: '/a' }, null],
    [{ body: '/a/b/2' }, null],
    [{ body: '/a/b/length' }, null],
    [{ body: '/a/b/01' }, null],
    [{ body: '/toString' }, null],
    [{ header: 'X-None' }, null],
    [{ query: 'none' }, null],
  ])('%j', (ref, expected) => {
    expect(textOf(payload, ref)).toBe(expected)
  })

  it('tells null from nothing', () => {
    expect(valueAt(payload, placeOf({ body: '/f' }))).toBeNull()
    expect(valueAt(payload, placeOf({ body: '/z' }))).toBeUndefined()
    expect(valueAt(payloadOf(''), placeOf({ body: '' }))).toBeUndefined()
  })

  it('takes the first of headers with the same name, in whatever case', () => {
    const headers = [
      ['X-ID', 'a'],
      ['x-id', 'b'],
    ] as const
    expect(textOf(readHead({ method: 'POST', target: '/', headers }, 5), { header: 'X-Id' })).toBe('a')
  })

  it('reads the digits of a long number in a JWT', () => {
    const part = (text: string) => Buffer.from(text).toString('base64url')
    const jwt = `${part('{"alg":"HS256"}')}.${part('{"call_id":12345678901234567890}')}.c2ln`
    expect(textOf(payloadOf(jwt, { 'Content-Type': 'text/plain' }), { body: '/call_id' })).toBe('12345678901234567890')
  })
})

it('a number is held against a pattern as it was sent', () => {
  const test = testOf({ body: '/version', matches: '^2\\.0$' })
  expect([payloadOf('{"version":2.0}'), payloadOf('{"version":2}')].map((payload) => holds(test, payload))).toEqual([
    true,
    false,
  ])
})

it('before the body is read, everything in it is missing', () => {
  const headers = [['Content-Type', 'application/json']] as const
  const head = readHead({ method: 'POST', target: '/?a=1', headers }, 70_000)
  expect(head.body).toMatchObject({ size: 70_000, mediaType: { essence: 'application/json' }, value: undefined })
  expect([textOf(head, { query: 'a' }), textOf(head, { body: '/a' })]).toEqual(['1', null])
})

describe('a pattern that runs on anything in no time', () => {
  it.each(['^check$', '^(?:a|b|c)$', '^[a-z][*+?]$', '^call\\.ended$', '^\\u{41}\\p{L}', '^'])('%s', (source) => {
    expect(isBoundedPattern(source)).toBe(true)
  })

  it.each([
    '^(a+)+$',
    '^a*',
    '^a?a?a?a?aaaa',
    '^a{1,30}',
    'a',
    '^(a|a)(a|a)(a|a)$',
    '^((a|a)|b)$',
    '^a|b',
    '^(a)\\1',
    '^(?<n>a)\\k<n>',
    `^${'a'.repeat(300)}`,
  ])('not %s', (source) => {
    expect(() => new RegExp(source, 'u')).not.toThrow()
    expect(isBoundedPattern(source)).toBe(false)
  })
})
