import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { describe, expect, it } from 'vitest'
import { chancesOf } from '../../../../../src/main/engine/export/pseudonymise/chance.ts'
import { createPhoneBook } from '../../../../../src/main/engine/export/pseudonymise/phone-numbers.ts'

const bookOf = (...learned: string[]) => {
  const book = createPhoneBook(chancesOf('seed'))
  for (const phone of learned) book.learn(phone)
  return book
}

describe('stand-ins of telephone numbers', () => {
  it.each([
    ['+14155552671', /^\+141555501\d\d$/, 'US'],
    ['+16135552368', /^\+161355501\d\d$/, 'CA'],
    ['+442071838750', /^\+442079460\d{3}$/, 'GB'],
    ['+441612345678', /^\+441614960\d{3}$/, 'GB'],
    ['+61412345678', /^\+6149157\d{4}$/, 'AU'],
    ['+61298765432', /^\+612(?:5550|7010)\d{4}$/, 'AU'],
    ['+33142345678', /^\+3319900\d{4}$/, 'FR'],
    ['+4930901820', /^\+493023125\d{3}$/, 'DE'],
    ['+46701234567', /^\+467017406\d\d$/, 'SE'],
  ])('of %s is from the free range of its country', (phone, range, country) => {
    const { text, note } = bookOf(phone).standIn(phone)

    expect(text).toMatch(range)
    expect(note).toBeNull()
    const made = parsePhoneNumberFromString(text)
    expect(made?.country).toBe(country)
    expect(made?.isPossible()).toBe(true)
  })

  it.each([
    ['+447400123456', /^\+447700900\d{3}$/],
    ['+33612345678', /^\+3363998\d{4}$/],
  ])('of %s is free, but libraries may not take it for a number, which is said', (phone, range) => {
    expect(bookOf(phone).standIn(phone)).toMatchObject({
      text: expect.stringMatching(range) as string,
      note: expect.stringContaining('libphonenumber') as string,
    })
  })

  it('keeps the type of the line where its country has a range for it', () => {
    const typeOf = (phone: string) => parsePhoneNumberFromString(phone)?.getType()
    for (const phone of ['+61412345678', '+33142345678', '+46701234567'])
      expect(typeOf(bookOf(phone).standIn(phone).text), phone).toBe(typeOf(phone))
  })

  it.each(['+919876543210', '+5511987654321', '+81312345678'])(
    'of %s, whose country keeps none free, is as long, no valid number, and says so',
    (phone) => {
      const { text, note } = bookOf(phone).standIn(phone)

      expect(text).toHaveLength(phone.length)
      expect(text.slice(0, 3)).toBe(phone.slice(0, 3))
      expect(text).not.toBe(phone)
      expect(parsePhoneNumberFromString(text)?.isValid() ?? false).toBe(false)
      expect(note).toMatch(/no free range/)
    },
  )

  it.each(['+15551234567', '+1234567890', '+0987654321'])('of %s, which nobody has, is written alike', (phone) => {
    const { text } = bookOf(phone).standIn(phone)
    expect(text).toMatch(/^\+\d+$/)
    expect(text).toHaveLength(phone.length)
    expect(text).not.toBe(phone)
  })

  it('is one number, in whatever way the original is written', () => {
    const book = bookOf('+14155552671')
    const digits = book.standIn('+14155552671').text.slice(2)
    const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)]

    expect(book.standIn('(415) 555-2671').text).toBe(`(${area}) ${exchange}-${line}`)
    expect(book.standIn('415.555.2671').text).toBe(`${area}.${exchange}.${line}`)
    expect(book.standIn('+1 415-555-2671').text).toBe(`+1 ${area}-${exchange}-${line}`)
    expect(book.standIn('14155552671').text).toBe(`1${digits}`)
    expect(book.standIn('0014155552671').text).toBe(`001${digits}`)
  })

  it('reads a national number by the countries that were seen', () => {
    const book = bookOf('+447400123456', '07400 654321')
    expect(book.standIn('07400 654321').text).toMatch(/^07700 900\d{3}$/)
    expect(book.standIn('+44 (0)7400 123456').text).toMatch(/^\+44 \(0\)7700 900\d{3}$/)
  })

  it('gives different numbers to different lines until the range is used up, and says so then', () => {
    const phones = Array.from({ length: 40 }, (_, at) => `+614123456${String(at).padStart(2, '0')}`)
    const book = bookOf(...phones)
    const made = phones.map((phone) => book.standIn(phone))

    expect(new Set(made.map(({ text }) => text)).size).toBe(40)
    expect(made.filter(({ note }) => note !== null)).toHaveLength(10)
  })

  it('is the same for the same seed, and another for another', () => {
    const one = createPhoneBook(chancesOf('one')).standIn('+447911123456').text
    expect(createPhoneBook(chancesOf('one')).standIn('+447911123456').text).toBe(one)
    expect(createPhoneBook(chancesOf('two')).standIn('+447911123456').text).not.toBe(one)
  })
})

describe('finding numbers', () => {
  const found = (text: string, isPhone = false, learned: string[] = []) =>
    bookOf(...learned)
      .find(text, isPhone)
      .map(({ start, end }) => text.slice(start, end))

  it.each<[text: string, ...numbers: string[]]>([
    ['ring +44 7911 123456, or (415) 555-2671.', '+44 7911 123456', '(415) 555-2671'],
    ['tel:+14155552671', '+14155552671'],
    ['2026-04-05T14:04:00Z'],
    ['from 2026-04-05 to 2026-04-06'],
    ['203.0.113.9'],
    ['order 12345678'],
    ['5b0e9a3c-41f2-4c7e-9d0a-8f6b1c27e914'],
    ['1715200000000'],
  ])('in %j', (text, ...numbers) => {
    expect(found(text)).toEqual(numbers)
  })

  it('knows a learned number without its country code', () => {
    expect(found('4155552671', false, ['+14155552671'])).toEqual(['4155552671'])
    expect(found('4155552671')).toEqual([])
  })

  it('takes any long run of digits for one where the field says so', () => {
    expect(found('987654321', true)).toEqual(['987654321'])
    expect(found('12345', true)).toEqual([])
  })
})
