import { describe, expect, it } from 'vitest'
import { chancesOf } from '../../../../../src/main/engine/export/pseudonymise/chance.ts'
import { createNameBook } from '../../../../../src/main/engine/export/pseudonymise/names.ts'

/** A word of letters alone for each number. */
const wordOf = (number: number) => `Q${[...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`

describe.each([
  { of: 'first names', isLast: false },
  { of: 'surnames', isLast: true },
])('$of', ({ isLast }) => {
  it('are distinct, and the same for the same seed, for more people than there are names', () => {
    const originals = Array.from({ length: 3000 }, (_, at) => wordOf(at))
    const given = (seed: string) => {
      const book = createNameBook(chancesOf(seed))
      return originals.map((each) => book.standIn(each, isLast))
    }
    const made = given('seed')

    expect(new Set(made).size).toBe(originals.length)
    expect(made.every((name) => /^\p{Lu}\p{L}+(?:-\p{L}+)*$/u.test(name))).toBe(true)
    expect(given('seed')).toEqual(made)
  })
})
