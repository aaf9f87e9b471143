import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compactJson } from '../../../../src/main/engine/import/compact-json.ts'
import { holdsFor } from '../../../support/property.ts'

test('takes out what stands between values, and nothing within them', () => {
  expect(compactJson(' {\r\n\t"a b" : [ 1.50 , "c  d\\" e" ] ,\n"n" : 10000000000000000001 }\n')).toBe(
    '{"a b":[1.50,"c  d\\" e"],"n":10000000000000000001}',
  )
})

test('any JSON becomes what a program writes that writes no whitespace', () => {
  holdsFor(fc.tuple(fc.jsonValue(), fc.constantFrom(0, 2, '\t', ' \r\n')), ([value, indent]) => {
    const text = JSON.stringify(value)
    expect(compactJson(JSON.stringify(value, null, indent))).toBe(text)
    expect(compactJson(compactJson(text))).toBe(text)
  })
})
