import { expect, test } from 'vitest'
import { closest } from '#shared/query/closest.ts'

const names = ['type', 'provider', 'status', 'verified', 'is', 'id']

test.each([
  ['typ', 'type'],
  ['tpye', 'type'],
  ['prov', 'provider'],
  ['PROVIDR', 'provider'],
  ['verifeid', 'verified'],
  ['statuss', 'status'],
  ['ia', 'is'],
])('“%s” was meant to be “%s”', (word, meant) => expect(closest(word, names)).toBe(meant))

test.each(['zzz', 'signature', '', 'x', 'ty'])('“%s” was meant to be none of these', (word) => {
  expect(closest(word, ['type', 'provider'])).toBeNull()
})

test('what begins like the word comes before what looks like it', () => {
  expect(closest('ver', ['her', 'verified'])).toBe('verified')
  expect(closest('status', ['statut', 'status'])).toBe('status')
})
