import { describe, expect, it } from 'vitest'
import { formatRoute, parseRoute, type Route } from '../../../src/renderer/src/state/route.ts'

const all: Route = { page: { kind: 'stream', endpointId: null }, query: '', deliveryId: null, tab: 'overview' }

describe('addresses', () => {
  it.each<[string, Route]>([
    ['#/', all],
    ['#/settings', { ...all, page: { kind: 'settings' } }],
    ['#/endpoint/ep_1', { ...all, page: { kind: 'stream', endpointId: 'ep_1' } }],
    ['#/endpoint/ep_1/settings', { ...all, page: { kind: 'endpoint-settings', endpointId: 'ep_1' } }],
    [
      '#/?q=type%3Acall+%22a+b%22&d=d1&tab=schema',
      { ...all, query: 'type:call "a b"', deliveryId: 'd1', tab: 'schema' },
    ],
    ['#/endpoint/a%2Fb?d=d1', { ...all, page: { kind: 'stream', endpointId: 'a/b' }, deliveryId: 'd1' }],
  ])('%s reads and writes the same', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route)
    expect(formatRoute(route)).toBe(hash)
  })

  it.each(['', '#', '#/nowhere', '#/endpoint', '#/endpoint//settings?tab=x', '#/?d='])('%s is the stream', (hash) => {
    expect(parseRoute(hash)).toMatchObject({ page: { kind: 'stream' }, deliveryId: null, tab: 'overview' })
  })

  it('keeps what cannot be decoded', () => {
    expect(parseRoute('#/endpoint/%E0%A4%A').page).toEqual({ kind: 'stream', endpointId: '%E0%A4%A' })
  })

  it('writes no tab without a delivery', () => {
    expect(formatRoute({ ...all, tab: 'payload' })).toBe('#/')
  })
})
