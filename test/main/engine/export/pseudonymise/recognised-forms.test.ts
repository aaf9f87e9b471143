import { isIP } from 'node:net'
import { describe, expect, test } from 'vitest'
import { chancesOf } from '../../../../../src/main/engine/export/pseudonymise/chance.ts'
import {
  addressPlaces,
  addressStandIn,
  cardPlaces,
  cardStandIn,
  emailForm,
  isEncodedBytes,
  passesLuhn,
  tokenForm,
  urlForm,
} from '../../../../../src/main/engine/export/pseudonymise/recognised-forms.ts'

const chanceOf = chancesOf('seed')
const slices = (text: string, places: readonly { start: number; end: number }[]) =>
  places.map(({ start, end }) => text.slice(start, end))
const matches = (form: RegExp, text: string) => [...text.matchAll(form)].map(([all]) => all)

describe('payment cards', () => {
  test.each([
    '4111111111111111',
    '4111 1111 1111 1111',
    '5500-0000-0000-0004',
    '378282246310005',
    '3782 822463 10005',
    '30569309025904',
    '6011000990139424',
    '3530111333300000',
  ])('%s is found in a text and replaced by one that no network has', (card) => {
    const text = `Card ${card}, thanks.`
    expect(slices(text, cardPlaces(text))).toEqual([card])
    const made = cardStandIn(card, chanceOf)
    expect(made.replaceAll(/\d/g, '0')).toBe(card.replaceAll(/\d/g, '0'))
    expect(made).toMatch(/^0/)
    expect(passesLuhn(made.replaceAll(/\D/g, ''))).toBe(true)
  })

  test.each([
    ['a wrong check digit', '4111111111111112'],
    ['a longer number', '41111111111111111'],
    ['a part of an id', 'id_4111111111111111'],
    ['no network', '9111111111111117'],
    ['a decimal', '4111111111111111.5'],
  ])('%s is none', (_, text) => expect(cardPlaces(text)).toEqual([]))

  test('one card has one stand-in, however it is written', () => {
    const plain = cardStandIn('4111111111111111', chanceOf)
    expect(cardStandIn('4111 1111 1111 1111', chanceOf).replaceAll(' ', '')).toBe(plain)
    expect(cardStandIn('4012888888881881', chanceOf)).not.toBe(plain)
  })
})

describe('addresses of machines', () => {
  test.each([
    ['from 93.184.216.34.', ['93.184.216.34']],
    ['93.184.216.34:8080 and 2606:2800:220:1::1', ['2606:2800:220:1::1']],
    ['[2606:2800:220:1::1]', ['2606:2800:220:1::1']],
    ['127.0.0.1, 0.0.0.0, 255.255.255.255 and ::1', []],
    ['version 1.2.3 of 10:30:00', []],
    ['999.1.1.1', []],
  ])('%s', (text, expected) =>
    expect(slices(text, addressPlaces(text)).filter((one) => !one.includes(':8080'))).toEqual(expected),
  )

  test('get one of those that are kept for documentation', () => {
    for (const [address, form] of [
      ['93.184.216.34', /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/],
      ['2606:2800:220:1::1', /^2001:db8::[0-9a-f]{1,4}$/],
    ] as const) {
      const made = addressStandIn(address, chanceOf)
      expect(made).toMatch(form)
      expect(isIP(made)).toBe(isIP(address))
      expect(addressStandIn(address.toUpperCase(), chanceOf)).toBe(made)
    }
  })

  test('that is one of these already becomes another', () => {
    for (let last = 1; last < 255; last += 1) {
      const address = `192.0.2.${last}`
      expect(addressStandIn(address, chanceOf)).not.toBe(address)
    }
  })
})

describe('credentials', () => {
  test.each([
    ['Bearer abc.def-ghi_jkl', 'abc.def-ghi_jkl'],
    ['key sk_live_0123456789', 'sk_live_0123456789'],
    ['AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    [`ghp_${'a'.repeat(36)}`, `ghp_${'a'.repeat(36)}`],
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
  ])('%s', (text, token) => expect(matches(tokenForm, text)).toEqual([token]))

  test.each(['Bearer of news', 'skating', 'AKIA', 'eyJ.a.b'])('not %s', (text) =>
    expect(matches(tokenForm, text)).toEqual([]),
  )
})

describe('e-mail addresses and URLs', () => {
  test.each([
    ['write to maya.chen+x@mail.example.co.uk!', ['maya.chen+x@mail.example.co.uk']],
    ['<o’neil@example.com>', ['o’neil@example.com']],
    ['jörg@müller.example', ['jörg@müller.example']],
    ['@handle and a @ b', []],
  ])('%s', (text, expected) => expect(matches(emailForm, text)).toEqual(expected))

  test('a very long run of letters is gone through once', () => {
    expect(matches(emailForm, 'a'.repeat(300_000))).toEqual([])
  })

  test('a URL ends before what a text or a document puts around it', () => {
    expect(matches(urlForm, 'see "https://a.example/x?y=z#q", <ftp://b/c> or wss://d')).toEqual([
      'https://a.example/x?y=z#q',
      'ftp://b/c',
      'wss://d',
    ])
  })
})

test('recordings and pictures as text are told from words', () => {
  const bytes = Buffer.alloc(300, 'x').toString('base64')
  expect([isEncodedBytes(bytes), isEncodedBytes(`data:audio/mpeg;base64,${bytes}`)]).toEqual([true, true])
  expect([isEncodedBytes('short'), isEncodedBytes(`${bytes} and words`)]).toEqual([false, false])
})
