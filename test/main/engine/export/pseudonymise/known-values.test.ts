import { expect, test } from 'vitest'
import { createKnownValues } from '../../../../../src/main/engine/export/pseudonymise/known-values.ts'

test('of phrases that begin alike, those that a text holds are found where they stand', () => {
  const known = createKnownValues()
  for (const phrase of ['1 street 2', '1 street 2, Lyon', '1 street 3', '2 lane 1'])
    known.addPhrase(phrase, { kind: 'address', text: `in place of ${phrase}` })

  const found = known.phrasesIn('at 1 street 2, Lyon or 1 street 4')

  expect(found.map(({ start, end, standIn }) => [start, end, standIn.text])).toEqual([
    [3, 13, 'in place of 1 street 2'],
    [3, 19, 'in place of 1 street 2, Lyon'],
  ])
})

test('a hundred thousand addresses that begin alike are looked for in a text of all of them', () => {
  const known = createKnownValues()
  const phrases = Array.from({ length: 100_000 }, (_, at) => `1 street ${100_000 + at}`)
  for (const phrase of phrases) known.addPhrase(phrase, { kind: 'address', text: 'elsewhere' })

  expect(known.phrasesIn(phrases.join('\n'))).toHaveLength(phrases.length)
})
