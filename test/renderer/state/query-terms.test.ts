import { describe, expect, it } from 'vitest'
import { hasTerm, streamQuery, termsOf, withoutTerms, withTerm } from '../../../src/renderer/src/state/stream-store.ts'

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
