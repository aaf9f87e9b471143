import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formsOf, isLong, spelledPlaces } from '../../../../src/main/engine/export/secret-forms.ts'
import { holdsFor } from '../../../support/property.ts'

const secret = 'p\u00e4ss/w0rd "x" +1'
const has = (text: string, of = secret) => formsOf(of).some((form) => text.includes(form))
/** As it stands in a text that holds one character per byte. */
const bytes = (text: string) => Buffer.from(text).toString('latin1')
const found = (text: string, ...secrets: readonly string[]) =>
  spelledPlaces(bytes(text), secrets).map(({ start, end }) =>
    Buffer.from(bytes(text).slice(start, end), 'latin1').toString(),
  )

describe('a secret is found in every writing of it', () => {
  test.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ secret })],
    ['in a URL', `https://a/?s=${encodeURIComponent(secret)}`],
    ['in a URL with small digits', `https://a/?s=${encodeURIComponent(secret).toLowerCase()}`],
    ['in a form', new URLSearchParams({ secret }).toString()],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['in upper-case hex', Buffer.from(secret).toString('hex').toUpperCase()],
    ['in Base64', Buffer.from(secret).toString('base64')],
    ['in Base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['as a password in Base64', Buffer.from(`user:${secret}`).toString('base64')],
    [
      'with every byte escaped',
      [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
    ],
  ])('%s', (_, text) => expect(has(text)).toBe(true))

  test('wherever it begins within Base64', () => {
    holdsFor(fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 })), ([before, after]) => {
      const whole = Buffer.concat([before, Buffer.from(secret), after])
      expect(has(whole.toString('base64'))).toBe(true)
      expect(has(whole.toString('base64url'))).toBe(true)
    })
  })

  test('none of nothing, and half a character breaks nothing', () => {
    expect(formsOf('')).toEqual([])
    expect(() => formsOf('secret\ud800')).not.toThrow()
  })
})

describe('where some characters are escaped and others are not', () => {
  test.each([
    ['{"s":"top\\/secret"}', 'top/secret', 'top\\/secret'],
    ['{"s":"p\\u00e4ssword"}', 'pässword', 'p\\u00e4ssword'],
    ['{"s":"p\\u00E4ssword"}', 'pässword', 'p\\u00E4ssword'],
    ['s=%73ecret-word', 'secret-word', '%73ecret-word'],
    ['s=secret+word', 'secret word', null],
    ['s=%20secret+word', 'secret word', 'secret+word'],
    ['{"s":"\\u0073ecret\\u0077ord"}', 'secretword', '\\u0073ecret\\u0077ord'],
    ['{"s":"a\\u0062c\\ud83d\\ude00def"}', 'abc😀def', 'a\\u0062c\\ud83d\\ude00def'],
    ['{"s":"say \\"it\\" now"}', 'say "it" now', 'say \\"it\\" now'],
  ])('%s holds %s', (text, wanted, place) => expect(found(text, wanted)).toEqual(place === null ? [] : [place]))

  test('a short one stands anywhere by chance, and is not looked for', () => {
    expect([isLong('12345'), isLong('123456')]).toEqual([false, true])
    expect(found('%61bc', 'abc')).toEqual([])
  })

  test('several, and one that occurs again and again', () => {
    expect(found('%66irst-one and second%2Done, %66irst-one', 'first-one', 'second-one')).toEqual([
      '%66irst-one',
      '%66irst-one',
      'second%2Done',
    ])
  })

  test('whatever is escaped in a secret, in whatever way, it is found', () => {
    const character = fc.constantFrom('a', 'Z', '0', '/', '"', 'é', '漢', ' ', '-', '\\')
    const way = fc.constantFrom('plain', 'percent', 'unit')
    const secrets = fc.array(fc.tuple(character, way), { minLength: 6, maxLength: 12 })
    holdsFor(secrets, (pieces) => {
      const wanted = pieces.map(([one]) => one).join('')
      const written = pieces.map(([one, how]) => {
        if (how === 'percent')
          return [...Buffer.from(one)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
        if (how === 'unit') return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`
        return one === '\\' || one === '"' ? `\\${one}` : one
      })
      const text = `%41 before ${written.join('')} behind`
      expect(found(text, wanted).length).toBeGreaterThan(0)
    })
  })
})
