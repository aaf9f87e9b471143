import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pointerTo } from '../../../../../src/main/engine/lib/json-places.ts'
import {
  formPairs,
  isForm,
  jsonValueText,
  pathAndQuery,
  queryOf,
  queryValue,
  rawBytes,
  sortedForm,
  tooLargeToRead,
  withoutPort,
  withoutQuery,
  withPort,
} from '../../../../../src/main/engine/signatures/lib/request-parts.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'
import { schemeRequest } from '../../../../support/verify-with.ts'

const value = (body: string, pointers: string) => jsonValueText(Buffer.from(body), pointers)
const formOf = (body: string, type = 'application/x-www-form-urlencoded') =>
  schemeRequest([['content-type', type]], body)

describe('a value of a JSON body, as it was sent', () => {
  const body = '{"id":10000000000000000001,"cost":12.50,"on":true,"none":null,"s":"é","a/b":{"~":"x"},"l":["y"],"o":{}}'
  test.each([
    ['/id', '10000000000000000001'],
    ['/cost', '12.50'],
    ['/on', 'true'],
    ['/s', 'é'],
    ['/a~1b/~0', 'x'],
    ['/l/0', 'y'],
    ['/none', undefined],
    ['/o', undefined],
    ['/l', undefined],
    ['/l/1', undefined],
    ['/missing', undefined],
    ['/s/length', undefined],
    ['/constructor', undefined],
    ['/__proto__', undefined],
    ['/missing,/none,/s', 'é'],
    ['/cost,/s', '12.50'],
  ])('%s: %s', (pointers, expected) => expect(value(body, pointers)).toBe(expected))

  test.each(['', 'hello', '{"id":', '[1', '\xff'])('none of %j', (text) => expect(value(text, '/id')).toBeUndefined())

  test('of a body above 8 MiB nothing is read, and that is said', () => {
    const large = Buffer.alloc(8 * 1024 * 1024 + 1, ' ')
    large.write('{"id":1}')
    expect(jsonValueText(large, '/id')).toBeUndefined()
    expect(tooLargeToRead(schemeRequest([], large))).toMatchObject({ reason: 'check-stopped' })
    expect(jsonValueText(large.subarray(0, 8 * 1024 * 1024), '/id')).toBe('1')
    expect(tooLargeToRead(schemeRequest([], large.subarray(1)))).toBeNull()
  })

  test('every scalar is found by its pointer', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean())
    holdsFor(fc.dictionary(fc.string(), scalar), (members) => {
      const text = JSON.stringify(members)
      for (const [name, member] of Object.entries(members)) {
        if (name.includes(',')) continue
        expect(value(text, pointerTo('', name))).toBe(String(member))
      }
    })
  })
})

describe('bytes of a text that came over the wire', () => {
  test('are one for each character, unless it was put together elsewhere', () => {
    expect([...rawBytes('caf\xe9')]).toEqual([0x63, 0x61, 0x66, 0xe9])
    expect(rawBytes('café📞').toString()).toBe('café📞')
  })
})

describe('forms', () => {
  test('are known by their media type, with whatever comes behind it', () => {
    expect([
      isForm(formOf('a=1', 'Application/X-WWW-Form-Urlencoded; charset=utf-8')),
      isForm(formOf('a=1', 'text/plain')),
    ]).toEqual([true, false])
    expect(formPairs(formOf('a=1', 'text/plain'))).toEqual([])
  })

  test('are pairs in the order sent, decoded', () => {
    expect(formPairs(formOf('b=2&a=%2B1+x&a&=y'))).toEqual([
      ['b', '2'],
      ['a', '+1 x'],
      ['a', ''],
      ['', 'y'],
    ])
  })

  test('run together by name, each value of a name once', () => {
    expect(
      sortedForm([
        ['b', '2'],
        ['a', 'z'],
        ['a', 'y'],
        ['a', 'z'],
        ['B', '1'],
      ]),
    ).toBe('B1ayazb2')
    expect(sortedForm([])).toBe('')
  })

  test('are the same string in whatever order they come', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2', '')), { maxLength: 8 })
    holdsFor(fc.tuple(pairs, fc.nat()), ([all, at]) => {
      const turned = [...all.slice(at % (all.length + 1)), ...all.slice(0, at % (all.length + 1))]
      expect(sortedForm(turned.toReversed())).toBe(sortedForm(all))
    })
  })
})

describe('parts of a URL, as written', () => {
  test.each([
    ['https://a.example/in/x?b=1#c', '/in/x?b=1', 'b=1'],
    ['https://a.example', '/', ''],
    ['https://a.example?x=1', '/?x=1', 'x=1'],
    ['https://a.example/%7Ea/../b', '/%7Ea/../b', ''],
    ['/in/x?a?b', '/in/x?a?b', 'a?b'],
    ['https://a.example/x?', '/x?', ''],
  ])('%s', (url, path, query) => expect([pathAndQuery(url), queryOf(url)]).toEqual([path, query]))

  test.each([
    ['https://a/x?b=1', 'https://a/x'],
    ['https://a/x#b?c', 'https://a/x'],
    ['https://a/x', 'https://a/x'],
  ])('%s without its query: %s', (url, expected) => expect(withoutQuery(url)).toBe(expected))

  test('the first of a query’s parameters, decoded', () => {
    expect(queryValue('https://a/?x=%2B1+2&x=3&y=', 'x')).toBe('+1 2')
    expect([queryValue('https://a/?y=', 'y'), queryValue('https://a/?y=', 'z'), queryValue('https://a/', 'y')]).toEqual(
      ['', undefined, undefined],
    )
  })

  test.each([
    ['https://a.example:8443/x', 'https://a.example/x', 'https://a.example:443/x'],
    ['http://a.example/x?y', 'http://a.example/x?y', 'http://a.example:80/x?y'],
    ['https://[::1]:3000/x', 'https://[::1]/x', 'https://[::1]:443/x'],
    ['https://me:pw@a.example:1/x:2', 'https://me:pw@a.example/x:2', 'https://me:pw@a.example:443/x:2'],
    ['HTTPS://A', 'HTTPS://A', 'HTTPS://A:443'],
  ])('%s without its port: %s, and with that of its scheme: %s', (url, without, withStandard) => {
    expect([withoutPort(url), withPort(withoutPort(url))]).toEqual([without, withStandard])
  })

  test('whatever stands in a URL, its parts stand in it too', () => {
    holdsFor(textOf('https://', 'a.example', '/', '?', '#', ':80', '@', '[::1]', '%2F', '..', '=', '&'), (url) => {
      expect(pathAndQuery(url).startsWith('/')).toBe(true)
      expect(url.startsWith(withoutQuery(url))).toBe(true)
      expect(url).toContain(queryOf(url))
    })
  })
})
