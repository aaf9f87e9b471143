import { beforeEach, describe, expect, it, test } from 'vitest'
import { parseQuery } from '#shared/query/parse-query.ts'
import {
  hasTerm,
  setChecked,
  streamQuery,
  termsOf,
  togglePaused,
  useStream,
  withoutTerms,
  withTerm,
} from '../../../src/renderer/src/state/stream-store.ts'

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

describe('filters as terms of the query', () => {
  it('adds once, behind what is there', () => {
    expect(withTerm('', 'status:5xx')).toBe('status:5xx')
    expect(withTerm('"kitchen sink"', 'status:5xx')).toBe('"kitchen sink" status:5xx')
    expect(withTerm('status:5xx', 'status:5xx')).toBe('status:5xx')
  })

  it('takes away only whole terms', () => {
    const query = 'type:call.ended -verified:yes "status:5xx here" status:5xx'
    expect(withoutTerms(query, ['status:5xx'])).toBe('type:call.ended -verified:yes "status:5xx here"')
    expect(withoutTerms(query, ['verified:yes'])).toBe(query)
    expect(withoutTerms(query, termsOf(query))).toBe('')
  })

  it('knows what is on', () => {
    expect(hasTerm('a status:5xx', 'status:5xx')).toBe(true)
    expect(hasTerm('"status:5xx"', 'status:5xx')).toBe(false)
  })

  it('an endpoint’s page asks for its deliveries only', () => {
    expect(streamQuery({ page: { kind: 'stream', endpointId: null }, query: 'a' })).toBe('a')
    expect(streamQuery({ page: { kind: 'stream', endpointId: 'e 1' }, query: '' })).toBe('endpoint:"e 1"')
    expect(streamQuery({ page: { kind: 'stream', endpointId: 'e1' }, query: 'is:late' })).toBe('endpoint:"e1" is:late')
  })
})
