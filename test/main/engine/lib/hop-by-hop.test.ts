import { expect, test } from 'vitest'
import { endToEnd, isHopByHop } from '../../../../src/main/engine/lib/hop-by-hop.ts'

test.each([
  'Connection',
  'keep-alive',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
  'HTTP2-Settings',
  'Proxy-Authorization',
  'proxy-x',
])('%s belongs to the connection', (name) => expect(isHopByHop(name)).toBe(true))

test.each(['Content-Length', 'Host', 'X-Connection', 'Trailers', 'ETE', 'X-Proxy-Id', 'constructor', ''])(
  '%s is for the other end',
  (name) => expect(isHopByHop(name)).toBe(false),
)

test('what Connection names goes with it, in any case and however often it is said', () => {
  expect(
    endToEnd([
      ['Connection', 'close, X-One'],
      ['connection', ' x-TWO '],
      ['X-One', '1'],
      ['x-two', '2'],
      ['X-Three', '3'],
      ['X-Three', '3 again'],
      ['Proxy-Authenticate', 'Basic'],
    ]),
  ).toEqual([
    ['X-Three', '3'],
    ['X-Three', '3 again'],
  ])
})
