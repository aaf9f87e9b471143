import { describe, expect, it } from 'vitest'
import {
  dotsResolved,
  isLocalTarget,
  isOwnReceiver,
  splitTarget,
  targetFor,
} from '../../../../src/main/engine/replay/target.ts'

const token = 'q83vEjRWeJCrze8SNFZ4kA'

describe('targetFor', () => {
  it.each([
    ['http://localhost:3000/hooks', `/in/${token}`, 'http://localhost:3000/hooks'],
    ['http://localhost:3000', `/in/${token}`, 'http://localhost:3000/'],
    ['http://localhost:3000/hooks', `/in/${token}/`, 'http://localhost:3000/hooks/'],
    ['http://localhost:3000/hooks/', `/in/${token}/sms`, 'http://localhost:3000/hooks/sms'],
    ['http://localhost:3000/hooks', `/in/${token}?id=7`, 'http://localhost:3000/hooks?id=7'],
    ['http://localhost:3000/h?env=dev', `/in/${token}/a?id=7`, 'http://localhost:3000/h/a?env=dev&id=7'],
    ['http://localhost:3000/h?env=dev', `/in/${token}`, 'http://localhost:3000/h?env=dev'],
    ['http://localhost:3000/h#part', `/in/${token}/a`, 'http://localhost:3000/h/a'],
    ['https://me:pw@example.com/h', `/in/${token}/a`, 'https://me:pw@example.com/h/a'],
    ['http://localhost:3000/h', `http://abc.test/in/${token}/a?b=c?d`, 'http://localhost:3000/h/a?b=c?d'],
  ])('%s and %s give %s', (target, delivered, expected) => {
    expect(targetFor(target, delivered)).toBe(expected)
  })

  it('takes the delivered part as sent: no decoding, no re-encoding', () => {
    const sent = `/in/${token}/a/%2F//b;c?x=%20+&y=[1]&x=%c3%28&z=/../`
    expect(targetFor('http://localhost:3000/h', sent)).toBe(
      'http://localhost:3000/h/a/%2F//b;c?x=%20+&y=[1]&x=%c3%28&z=/../',
    )
  })

  it.each([
    ['/../admin', '/admin'],
    ['/a/../b', '/b'],
    ['/a/./b', '/a/b'],
    ['/a/b/..', '/a/'],
    ['/..', '/'],
    ['/../../../../admin/', '/admin/'],
    ['/%2e%2E/admin', '/admin'],
    ['/.%2e/a', '/a'],
    ['/..\\admin', '/admin'],
    ['/a/..b/...', null],
    ['/.well-known/a', null],
  ])('what leads upwards is resolved within the delivered part: %s', (below, resolved) => {
    const sent = `/in/${token}${below}`
    const url = targetFor('http://localhost:3000/hooks', sent)

    expect(url).toBe(`http://localhost:3000/hooks${resolved ?? below}`)
    // Whatever a server makes of it, it stays below the target.
    expect(new URL(url).pathname).toMatch(/^\/hooks/)
    expect(dotsResolved(sent)).toEqual(
      resolved === null ? null : expect.objectContaining({ name: ':path', from: below, to: resolved }),
    )
  })

  it('never lets the delivered part change the host', () => {
    for (const below of ['/@evil.test/', '//evil.test', '/\\evil.test', '?@evil.test', '/:80@evil.test'])
      expect(splitTarget(targetFor('http://localhost:3000', `/in/${token}${below}`)).server.host).toBe('localhost:3000')
  })

  it('keeps the token to itself', () => {
    expect(targetFor('http://localhost:3000', `/in/${token}/a?b`)).not.toContain(token)
  })
})

describe('splitTarget', () => {
  it.each([
    ['http://localhost:3000', 'localhost:3000', '/'],
    ['http://localhost:3000?a=b', 'localhost:3000', '/?a=b'],
    ['https://x.test/a/../b?c#d', 'x.test', '/a/../b?c'],
  ])('%s is %s and %s', (url, host, path) => {
    const { server, pathAndQuery } = splitTarget(url)
    expect([server.host, pathAndQuery]).toEqual([host, path])
  })
})

it.each([
  'http://localhost',
  'http://LOCALHOST:3000/hooks',
  'http://localhost./x',
  'http://app.localhost:3000',
  'http://127.0.0.1:3000',
  'http://127.255.255.254',
  'http://127.1',
  'http://2130706433/',
  'http://0x7f.0.0.1',
  'http://0177.0.0.1',
  'http://127.0.0.1./',
  'http://[::1]:3000',
  'http://[0:0:0:0:0:0:0:1]',
  'http://[::ffff:127.0.0.1]',
  'http://[::ffff:7f00:1]',
  'http://me:pw@localhost',
  'http://１２７.0.0.1',
])('%s is on this machine', (url) => {
  expect(isLocalTarget(url)).toBe(true)
})

it.each([
  'http://example.com',
  'http://localhost.example.com',
  'http://localhost@example.com',
  'http://127.0.0.1.nip.io',
  'http://localtest.me',
  'http://notlocalhost',
  'http://0.0.0.0',
  'http://[::]',
  'http://192.168.1.10',
  'http://10.0.0.1',
  'http://169.254.169.254',
  'http://128.0.0.1',
  'http://[fe80::1]',
  'http://[::2]',
  'http://[::ffff:8.8.8.8]',
  'http://2130706434.example',
  'not a url',
  '',
])('%s is not certainly on this machine', (url) => {
  expect(isLocalTarget(url)).toBe(false)
})

it.each([
  ['http://127.0.0.1:4180/in/x', true],
  ['http://localhost:4180', true],
  ['http://[::1]:4180', true],
  ['http://0.0.0.0:4180', true],
  ['http://127.1.2.3:4180', true],
  ['https://quiet-lamp.example/in/x', true],
  ['http://127.0.0.1:3000', false],
  ['http://example.com:4180', false],
])('%s leads to the own receiver: %s', (target, expected) => {
  expect(isOwnReceiver(target, ['http://127.0.0.1:4180', 'https://quiet-lamp.example'])).toBe(expected)
})

it.each(['http://0.0.0.0:4180', 'http://[::]:4180'])(
  'a receiver on all addresses (%s) is known by each of them',
  (own) => {
    expect(isOwnReceiver('http://127.0.0.1:4180/in/token', [own])).toBe(true)
    expect(isOwnReceiver('http://localhost:4180/in/token', [own])).toBe(true)
    expect(isOwnReceiver('http://localhost:3000/hooks', [own])).toBe(false)
  },
)
