import { beforeEach, describe, expect, test } from 'vitest'
import { parseQuery } from '#shared/query/parse-query.ts'
import { setChecked, streamQuery, togglePaused, useStream } from '../../../src/renderer/src/state/stream-store.ts'

beforeEach(() => useStream.setState(useStream.getInitialState(), true))

describe('streamQuery', () => {
  const endpoint = { kind: 'stream', endpointId: 'ep_1' } as const

  test('on an endpoint its deliveries only, and what the search box asks for besides', () => {
    expect(streamQuery({ page: endpoint, query: '' })).toBe('endpoint:"ep_1"')
    expect(streamQuery({ page: endpoint, query: 'status:5xx "kitchen sink"' })).toBe(
      'endpoint:"ep_1" status:5xx "kitchen sink"',
    )
    expect(parseQuery(streamQuery({ page: endpoint, query: 'status:5xx' }), 0)).toMatchObject({
      problems: [],
      terms: [{ source: 'endpoint:"ep_1"' }, { source: 'status:5xx' }],
    })
  })

  test('elsewhere just the search', () => {
    expect(streamQuery({ page: { kind: 'stream', endpointId: null }, query: 'type:call' })).toBe('type:call')
    expect(streamQuery({ page: { kind: 'settings' }, query: '' })).toBe('')
  })
})

test('choosing replaces what was chosen before; each id once', () => {
  setChecked(['a', 'b', 'a'])
  expect([...useStream.getState().checked]).toEqual(['a', 'b'])
  setChecked(['c'])
  expect([...useStream.getState().checked]).toEqual(['c'])
})

test('pausing is switched back and forth', () => {
  togglePaused()
  expect(useStream.getState().paused).toBe(true)
  togglePaused()
  expect(useStream.getState().paused).toBe(false)
})
