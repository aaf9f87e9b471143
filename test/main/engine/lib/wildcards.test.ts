import { expect, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { likePattern, matchesWildcards } from '../../../../src/main/engine/lib/wildcards.ts'

const cases: readonly (readonly [pattern: string, text: string, fits: boolean])[] = [
  ['call.*', 'call.ended', true],
  ['CALL.*', 'call.ended', true],
  ['call.*', 'call.', true],
  ['call.*', 'recall.x', false],
  ['*ended', 'call.ended', true],
  ['*ended', 'ended.call', false],
  ['c*l*d', 'call.ended', true],
  ['c*d*l', 'call.ended', false],
  ['*', '', true],
  ['**', 'x', true],
  ['ab*ba', 'aba', false],
  ['a*b*b', 'ab', false],
  ['50%*', '50% off', true],
  ['50%*', '500 off', false],
  ['a_*', 'a_b', true],
  ['a_*', 'axb', false],
  ['a\\*', 'a\\b', true],
  ['plain', 'plain', true],
  ['plain', 'plainer', false],
]

test.each(cases)('%s on %s: %s, in memory and in SQL alike', (pattern, text, fits) => {
  expect(matchesWildcards(pattern, text)).toBe(fits)
  const db = openDatabase(':memory:')
  expect(db.prepare("SELECT ? LIKE ? ESCAPE '\\'").pluck().get(text, likePattern(pattern))).toBe(Number(fits))
  db.close()
})

test('anywhere: the star is a star', () => {
  expect(likePattern('a*%', 'anywhere')).toBe('%a*\\%%')
})
