import { expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { forwardedHeaders } from '../../../../../src/main/engine/capture/forward/request-headers.ts'
import { endToEnd } from '../../../../../src/main/engine/lib/hop-by-hop.ts'

const request = (headers: readonly HeaderPair[], over: object = {}) => ({
  method: 'POST',
  headers: [...headers],
  trailers: [],
  remoteAddress: '203.0.113.9',
  publicUrl: 'https://quiet-otter.example.com/in/token?x=1',
  bodySize: 2,
  ...over,
})
const target = 'http://localhost:3000/hooks'

test('passes headers on in order, case and number, without what belongs to the provider’s connection', () => {
  const headers = [
    ['Host', 'quiet-otter.example.com'],
    ['x-b', '2'],
    ['Connection', 'keep-alive, X-Hop'],
    ['X-Hop', 'gone'],
    ['X-A', '1'],
    ['x-a', '1 again'],
    ['Content-Length', '2'],
    ['Transfer-Encoding', 'chunked'],
  ] as const
  const sent = forwardedHeaders(request(headers), target, false)
  expect(sent.headers).toEqual([
    ['Host', 'localhost:3000'],
    ['x-b', '2'],
    ['X-A', '1'],
    ['x-a', '1 again'],
    ['Content-Length', '2'],
  ])
  expect(sent.changes.map(({ name, change }) => `${name} ${change}`)).toEqual([
    'Host recomputed',
    'Connection dropped',
    'X-Hop dropped',
    'Transfer-Encoding dropped',
  ])
})

test('says who called which URL', () => {
  const { headers, changes } = forwardedHeaders(request([['Content-Length', '2']]), target, true)
  expect(headers).toEqual(
    expect.arrayContaining([
      ['X-Forwarded-For', '203.0.113.9'],
      ['X-Forwarded-Host', 'quiet-otter.example.com'],
      ['X-Forwarded-Proto', 'https'],
      ['Forwarded', 'for=203.0.113.9;host=quiet-otter.example.com;proto=https'],
    ]),
  )
  expect(changes.filter(({ why }) => why.includes('who called')).map(({ change }) => change)).toEqual(
    Array(4).fill('added'),
  )
})

test('adds to what an earlier proxy said, and writes IPv6 and ports as RFC 7239 asks', () => {
  const { headers } = forwardedHeaders(
    request(
      [
        ['x-forwarded-for', '198.51.100.1'],
        ['X-Forwarded-Proto', 'http'],
        ['Forwarded', 'for=198.51.100.1'],
      ],
      { remoteAddress: '::1', publicUrl: 'https://a.example:8443/in/token' },
    ),
    target,
    true,
  )
  expect(headers).toEqual(
    expect.arrayContaining([
      ['x-forwarded-for', '198.51.100.1, ::1'],
      ['X-Forwarded-Proto', 'https'],
      ['Forwarded', 'for=198.51.100.1, for="[::1]";host="a.example:8443";proto=https'],
    ]),
  )
  expect(headers.filter(([name]) => /^x-forwarded-proto$/i.test(name))).toHaveLength(1)
})

test('an IPv4 address in IPv6 is told as IPv4; trailers are told as dropped', () => {
  const { headers, changes } = forwardedHeaders(
    request([], { remoteAddress: '::ffff:127.0.0.1', trailers: [['X-Digest', 'abc']] }),
    target,
    true,
  )
  expect(headers).toContainEqual(['X-Forwarded-For', '127.0.0.1'])
  expect(changes).toContainEqual(expect.objectContaining({ name: 'X-Digest', change: 'dropped', from: 'abc' }))
})

test('an answer keeps all but the headers of the target’s connection', () => {
  const headers = [
    ['Content-Type', 'text/plain'],
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['Connection', 'close, X-Mine'],
    ['X-Mine', '1'],
    ['Keep-Alive', 'timeout=5'],
    ['Transfer-Encoding', 'chunked'],
    ['Date', 'today'],
  ] as const
  expect(endToEnd(headers)).toEqual([
    ['Content-Type', 'text/plain'],
    ['Set-Cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['Date', 'today'],
  ])
})
