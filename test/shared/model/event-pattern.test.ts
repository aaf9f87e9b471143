import { expect, test } from 'vitest'
import { fitsEvents } from '#shared/model/event-pattern.ts'

test.each([
  [[], 'call.ended', true],
  [[], null, true],
  [['call.ended'], 'call.ended', true],
  [['call.ended'], 'call.ended2', false],
  [['call.*'], 'call.ended', true],
  [['call.*'], 'call.', true],
  [['call.*'], 'sms.received', false],
  [['*.ended'], 'call.ended', true],
  [['c*.*d'], 'call.ended', true],
  [['c*l*ed'], 'call.ended', true],
  [['a*a'], 'a', false],
  [['*a*b*'], 'xbxa', false],
  [['*'], 'anything', true],
  [['*'], null, false],
  [['sms.*', 'call.ended'], 'call.ended', true],
  [['.'], 'x', false],
])('%j and %j: %s', (patterns, eventType, fits) => {
  expect(fitsEvents(patterns, eventType)).toBe(fits)
})
