import { describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { prepareHeaders } from '../../../../src/main/engine/replay/prepare-headers.ts'

const target = 'http://localhost:3000/hooks'
const close: HeaderPair = ['Connection', 'close']

describe('prepareHeaders', () => {
  it('keeps order, case and duplicates, and recomputes Host and Content-Length in place', () => {
    const { headers, changes } = prepareHeaders(
      [
        ['X-Sig', 'v1=abc'],
        ['HOST', 'abc.localhost.me'],
        ['x-dup', '1'],
        ['content-length', '99'],
        ['X-Dup', '2'],
        ['Authorization', 'Bearer s3cret'],
      ],
      target,
      12,
    )
    expect(headers).toEqual([
      ['X-Sig', 'v1=abc'],
      ['HOST', 'localhost:3000'],
      ['x-dup', '1'],
      ['content-length', '12'],
      ['X-Dup', '2'],
      ['Authorization', 'Bearer s3cret'],
      close,
    ])
    expect(changes.map(({ name, change, from, to }) => [name, change, from, to])).toEqual([
      ['HOST', 'recomputed', 'abc.localhost.me', 'localhost:3000'],
      ['content-length', 'recomputed', '99', '12'],
      ['Connection', 'added', null, 'close'],
    ])
  })

  it('drops what belongs to the old connection, what Connection names, and Expect; and says why', () => {
    const dropped: HeaderPair[] = [
      ['Connection', 'keep-alive, X-Hop'],
      ['Keep-Alive', 'timeout=5'],
      ['Proxy-Authorization', 'Basic x'],
      ['proxy-connection', 'close'],
      ['TE', 'trailers'],
      ['Trailer', 'X-T'],
      ['Transfer-Encoding', 'chunked'],
      ['Upgrade', 'h2c'],
      ['HTTP2-Settings', 'x'],
      ['Expect', '100-continue'],
      ['x-hop', 'mine'],
    ]
    const { headers, changes } = prepareHeaders([['Host', 'localhost:3000'], ...dropped, ['X-Stays', '1']], target, 3)
    expect(headers).toEqual([['Host', 'localhost:3000'], ['X-Stays', '1'], ['Content-Length', '3'], close])
    expect(changes.filter(({ change }) => change === 'dropped').map(({ name, from }) => [name, from])).toEqual(dropped)
    expect(changes.every(({ why }) => why.length > 5)).toBe(true)
    expect(changes.find(({ name }) => name === 'x-hop')?.why).toBe(
      'Connection names it as belonging to that connection',
    )
  })

  it('sends Host and Content-Length once, whatever was stored', () => {
    const stored: HeaderPair[] = [
      ['Host', 'a'],
      ['host', 'b'],
      ['Content-Length', '1'],
      ['Content-Length', '2'],
    ]
    expect(prepareHeaders(stored, target, 5).headers).toEqual([
      ['Host', 'localhost:3000'],
      ['Content-Length', '5'],
      close,
    ])
  })

  it('lets Connection not take away Host or Content-Length', () => {
    const { headers } = prepareHeaders([['Connection', 'host, content-length']], target, 5)
    expect(headers).toEqual([['Host', 'localhost:3000'], ['Content-Length', '5'], close])
  })

  it.each([
    ['POST', 0, [], '0'],
    ['POST', 7, [], '7'],
    ['GET', 0, [], undefined],
    ['DELETE', 0, [['Transfer-Encoding', 'chunked']], undefined],
    ['GET', 0, [['Content-Length', '0']], '0'],
    ['GET', 4, [], '4'],
  ] as const)('%s with %d bytes after %j has Content-Length %s', (method, size, stored, expected) => {
    const { headers } = prepareHeaders(stored, target, size, method)
    expect(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]).toBe(expected)
  })

  it('leaves out default ports, and brackets IPv6', () => {
    const host = (url: string) => prepareHeaders([], url, 0).headers[0]?.[1]
    expect([host('https://x.test:443/'), host('http://x.test:443/'), host('http://[::1]:80/')]).toEqual([
      'x.test',
      'x.test:443',
      '[::1]',
    ])
  })

  it('uses the user name of the target URL, and does not show it', () => {
    const { headers, changes } = prepareHeaders([['Authorization', 'Bearer x']], 'http://me:p%40%zz@localhost/', 0)
    expect(headers).toContainEqual(['Authorization', `Basic ${Buffer.from('me:p@%zz').toString('base64')}`])
    expect(changes.find(({ name }) => name === 'Authorization')?.to).toBe('Basic (from the target URL)')
  })
})
