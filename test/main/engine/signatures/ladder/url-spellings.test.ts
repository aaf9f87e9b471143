import { describe, expect, test } from 'vitest'
import { urlSpellings, urlText } from '../../../../../src/main/engine/signatures/ladder/url-spellings.ts'
import { schemeRequest } from '../../../../support/verify-with.ts'

const spellings = (url: string, headers: readonly (readonly [string, string])[] = [], others: readonly string[] = []) =>
  new Map(
    [...urlSpellings(schemeRequest(headers, '', { url }), others)]
      .reverse()
      .map(({ url: text, cause }) => [text, cause]),
  )

test('a URL is taken apart as written', () => {
  expect(urlText('https://Example.com:443/a%2Fb//?x=%3a&y')).toEqual({
    scheme: 'https',
    host: 'Example.com',
    port: ':443',
    path: '/a%2Fb//',
    query: '?x=%3a&y',
  })
  expect(urlText('not a url')).toBeNull()
})

describe('each spelling is named by what differs', () => {
  test.each([
    ['http://example.com/in/abc?b=2&a=%3A1', 'url-scheme'],
    ['https://www.example.com/in/abc?b=2&a=%3A1', 'url-host'],
    ['http://localhost:4190/in/abc?b=2&a=%3A1', 'url-host'],
    ['https://example.com:443/in/abc?b=2&a=%3A1', 'url-port'],
    ['https://example.com/in/abc/?b=2&a=%3A1', 'url-trailing-slash'],
    ['https://example.com/abc?b=2&a=%3A1', 'url-path'],
    ['https://example.com/in/abc', 'url-query'],
    ['https://example.com/in/abc?a=%3A1&b=2', 'url-query'],
    ['https://example.com/in/abc?b=2&a=:1', 'url-query'],
    ['https://example.com/in/abc?b=2', 'url-query'],
  ])('%s', (url, cause) => {
    expect(spellings('https://example.com/in/abc?b=2&a=%3A1').get(url)).toBe(cause)
  })
})

describe('what proxies and settings tell', () => {
  test.each([
    [['X-Forwarded-Host', 'hooks.example.org'], 'http://hooks.example.org/in'],
    [['X-Forwarded-Host', 'hooks.example.org:8443, other'], 'http://hooks.example.org/in'],
    [['X-Forwarded-Port', '9443'], 'http://localhost:9443/in'],
    [['X-Original-URI', '/public/in?x'], 'http://localhost:4190/public/in'],
    [['X-Forwarded-Prefix', '/app/'], 'http://localhost:4190/app/in'],
    [['Forwarded', 'for=1.2.3.4;host=hooks.example.org;proto=https'], 'http://hooks.example.org:4190/in'],
  ] as const)('%j', (header, url) => {
    expect([...spellings('http://localhost:4190/in', [header]).keys()]).toContain(url)
  })

  test('the other URLs of the receiver', () => {
    const found = spellings('http://127.0.0.1:4190/in', [], ['https://quiet.example.net/in'])
    expect(found.get('https://quiet.example.net/in')).toBe('url-host')
  })
})
