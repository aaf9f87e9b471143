import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { describe, expect, test } from 'vitest'
import {
  type FreeRange,
  freeNumbers,
  northAmerican,
} from '../../../../../src/main/engine/export/pseudonymise/phone-ranges.ts'

const countries: Readonly<Record<string, readonly string[]>> = {
  44: ['GB', 'JE', 'GG', 'IM'],
  61: ['AU'],
  33: ['FR'],
  49: ['DE'],
  46: ['SE'],
}
const first = ({ prefix, digits }: FreeRange) => prefix + '0'.repeat(digits)
const last = ({ prefix, digits }: FreeRange) => prefix + '9'.repeat(digits)

describe.each(Object.entries(freeNumbers))('numbers kept free under +%s', (code, { mobile, fixed, tollFree = [] }) => {
  test('are numbers that the country could have', () => {
    for (const range of [...mobile, ...fixed, ...tollFree])
      for (const national of [first(range), last(range)]) {
        const number = parsePhoneNumberFromString(`+${code}${national}`)
        expect([national, number?.isPossible(), number?.nationalNumber]).toEqual([national, true, national])
      }
  })

  test('do not overlap', () => {
    const all = [...mobile, ...fixed, ...tollFree].map(({ prefix }) => prefix)
    const inside = all.flatMap((one, at) => all.filter((other, index) => index !== at && other.startsWith(one)))
    expect(inside).toEqual([])
  })

  test('are of a country that is meant', () => {
    const found = parsePhoneNumberFromString(`+${code}${first(fixed[0]!)}`)?.country
    expect([...(countries[code] ?? []), undefined]).toContain(found)
  })
})

describe('North America', () => {
  test('555-0100 to 555-0199 in the area of the original first', () => {
    const { fixed, mobile } = northAmerican('617')
    expect(fixed[0]).toEqual({ prefix: '61755501', digits: 2 })
    expect(mobile).toBe(fixed)
    expect(parsePhoneNumberFromString(`+1${first(fixed[0]!)}`)?.isPossible()).toBe(true)
  })

  test('without an area that exists: in areas that do', () => {
    for (const range of northAmerican(null).fixed) {
      expect(range.prefix).toMatch(/^\d{3}55501$/)
      expect(parsePhoneNumberFromString(`+1${first(range)}`)?.isPossible()).toBe(true)
    }
  })

  test('toll-free has one number, and those of areas after it', () => {
    const [one, ...others] = northAmerican(null).tollFree!
    expect(one).toEqual({ prefix: '8005550199', digits: 0 })
    expect(others.length).toBeGreaterThan(0)
  })
})
