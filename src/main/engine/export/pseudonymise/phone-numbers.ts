import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { ChanceOf } from './chance.ts'
import { type FreeNumbers, type FreeRange, freeNumbers, northAmerican } from './phone-ranges.ts'

/** A number in a text, without the words around it. */
export interface FoundPhone {
  readonly start: number
  readonly end: number
}

/** Digits with what people write between them. */
const candidate = /(?<![\p{L}\p{N}+_.-])(?:\+|\(\+)?\(?\d[\d\u00a0 ()./-]{4,28}\d(?![\p{L}\p{N}]|[.-]\d)/gu
/** Digits without marks between them, also within a name: `call.+14155550100`, `rec_14155550100.mp3`. */
const run = /(?<![\p{L}\p{N}])\+?\d{7,15}(?![\p{L}\p{N}])/gu
const northAmericanForm = /^\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$/
const dateOrAddress = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$|^\d{1,3}(?:\.\d{1,3}){3}$/

export const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')

/** Longest and shortest numbers that stand for a line (E.164; short codes are nobody's own). */
const isLong = (digits: string): boolean => digits.length >= 7 && digits.length <= 15

export interface PhoneStandIn {
  readonly text: string
  /** Why the stand-in is not from a range that is kept free. */
  readonly note: string | null
}

const noFreeRange = 'no free range is known for this country: it is no valid number there'
const notValid = 'kept free for films and books; libphonenumber does not call it valid'
const rangeUsedUp = 'the free range of this kind of number is used up'

export interface PhoneBook {
  /** Remembers that a number is somebody's. `isPhone`: the field says that it is one. */
  learn(text: string): void
  /** Numbers in a text: international ones, known ones, and, in prose, those of countries that were seen. */
  find(text: string, isPhone: boolean): FoundPhone[]
  standIn(text: string): PhoneStandIn
  /** Is it somebody's, by its digits? */
  isKnown(text: string): boolean
}

interface Line {
  /** E.164 without the plus where it can be told, else the digits as they stand. */
  readonly key: string
  readonly callingCode: string
  readonly national: string
  readonly country: CountryCode | null
  readonly type: 'mobile' | 'fixed' | 'tollFree'
}

/** Every number that occurs gets one stand-in, whatever way it is written. */
export function createPhoneBook(chanceOf: ChanceOf): PhoneBook {
  const countries = new Set<CountryCode>()
  /** Ways to write the digits of a known number, to its key. */
  const known = new Map<string, string>()
  const originals = new Set<string>()
  const given = new Map<string, { readonly line: Line; readonly national: string; readonly note: string | null }>()
  const taken = new Set<string>()

  function lineOf(text: string): Line {
    const digits = digitsOf(text)
    const knownKey = known.get(digits)
    const read = knownKey === undefined ? readNumber(text, countries) : parsePhoneNumberFromString(`+${knownKey}`)
    if (read) return toLine(read)
    return { key: knownKey ?? digits, callingCode: '', national: knownKey ?? digits, country: null, type: 'fixed' }
  }

  function standInOf(line: Line) {
    const found = given.get(line.key)
    if (found) return found
    const free = freeNumbersFor(line)
    const made = free === null ? null : fromRanges(line, free)
    const fresh = made ?? { national: scrambled(line), note: noFreeRange }
    taken.add(line.callingCode + fresh.national)
    const entry = { line, ...fresh }
    given.set(line.key, entry)
    return entry
  }

  function fromRanges(line: Line, free: FreeNumbers) {
    const own = free[line.type] ?? free.fixed
    const areaFirst = own.toSorted((one, other) => fit(other.prefix, line) - fit(one.prefix, line))
    const others = line.type === 'mobile' ? free.fixed : free.mobile
    for (const [index, range] of [...areaFirst, ...others].entries()) {
      const national = firstFree(line, range)
      if (national === null) continue
      const isValid = parsePhoneNumberFromString(`+${line.callingCode}${national}`)?.isValid() ?? false
      return { national, note: index >= areaFirst.length ? rangeUsedUp : isValid ? null : notValid }
    }
    return null
  }

  function firstFree(line: Line, { prefix, digits }: FreeRange): string | null {
    const size = 10 ** digits
    const start = chanceOf('phone', line.key).integer(size)
    for (let step = 0; step < size; step += 1) {
      const rest = digits === 0 ? '' : String((start + step) % size).padStart(digits, '0')
      if (isFree(line, prefix + rest)) return prefix + rest
    }
    return null
  }

  const isFree = ({ callingCode }: Line, national: string) =>
    !taken.has(callingCode + national) && !originals.has(callingCode + national)

  /** Of the same length, and no number that the country could give to anybody. */
  function scrambled(line: Line): string {
    const chance = chanceOf('phone', line.key)
    for (let attempt = 0; ; attempt += 1) {
      const national = Array.from(line.national, () => String(chance.integer(10))).join('')
      const isValid = parsePhoneNumberFromString(`+${line.callingCode}${national}`)?.isValid() ?? false
      if (attempt > 200 || (!isValid && isFree(line, national) && national !== line.national)) return national
    }
  }

  return {
    learn(text) {
      const digits = digitsOf(text)
      if (!isLong(digits) || known.has(digits)) return
      const line = lineOf(text)
      if (line.country) countries.add(line.country)
      originals.add(line.key)
      for (const form of formsOf(line)) if (!known.has(form)) known.set(form, line.key)
    },
    find(text, isPhone) {
      const isProse = !isPhone && /\p{L}[^\p{L}]*\s/u.test(text)
      const places = [...text.matchAll(candidate)].flatMap(({ 0: found, index }) => {
        const trimmed = found.replace(/[ \u00a0()./-]+$/, (tail) => (tail.startsWith(')') ? ')' : ''))
        const isOne = isPhone ? isLong(digitsOf(found)) : isNumberOf(trimmed, isProse)
        return isOne ? [{ start: index, end: index + trimmed.length }] : []
      })
      let at = 0
      const runs = [...text.matchAll(run)].flatMap(({ 0: found, index: start }) => {
        const end = start + found.length
        while (at < places.length && places[at]!.end <= start) at += 1
        const isOwn = at === places.length || places[at]!.start >= end
        return isOwn && (found.startsWith('+') || known.has(found)) ? [{ start, end }] : []
      })
      return [...places, ...runs]
    },
    isKnown: (text) => known.has(digitsOf(text)),
    standIn(text) {
      const { line, national, note } = standInOf(lineOf(text))
      return { text: written(text, line, national), note }
    },
  }

  function isNumberOf(found: string, isProse: boolean): boolean {
    const digits = digitsOf(found)
    if (!isLong(digits)) return false
    if (known.has(digits)) return true
    if (dateOrAddress.test(found)) return false
    if (/^\(?\+/.test(found) || northAmericanForm.test(found)) return true
    // A bare number may be anything; in a sentence it is one if a country that was seen has such numbers.
    if (!isProse || !/^0|[ ().-]/.test(found)) return false
    return [...countries].some((country) => parsePhoneNumberFromString(found, country)?.isValid())
  }
}

function readNumber(text: string, countries: ReadonlySet<CountryCode>): PhoneNumber | null {
  const digits = digitsOf(text)
  if (text.includes('+')) return parsePhoneNumberFromString(`+${digits}`) ?? null
  const international = digits.startsWith('00') ? digits.slice(2) : digits
  const written = digits.length >= 10 ? parsePhoneNumberFromString(`+${international}`) : undefined
  if (digits.startsWith('00') && written) return written
  if (digits.length >= 11 && written?.isValid()) return written
  for (const country of [...countries, 'US'] as const) {
    const read = parsePhoneNumberFromString(digits, country)
    if (read?.isValid()) return read
  }
  if (written?.isValid()) return written
  return digits.length === 10 && !digits.startsWith('0') ? (parsePhoneNumberFromString(digits, 'US') ?? null) : null
}

function toLine(number: PhoneNumber): Line {
  const type = number.getType()
  return {
    key: number.countryCallingCode + number.nationalNumber,
    callingCode: number.countryCallingCode,
    national: number.nationalNumber,
    country: number.country ?? null,
    type: type === 'MOBILE' ? 'mobile' : type === 'TOLL_FREE' ? 'tollFree' : 'fixed',
  }
}

function freeNumbersFor({ callingCode, national, type }: Line): FreeNumbers | null {
  if (callingCode !== '1') return freeNumbers[callingCode] ?? null
  if (national.length !== 10) return null
  const areaCode = national.slice(0, 3)
  const exists = parsePhoneNumberFromString(`+1${areaCode}5550100`)?.isValid() ?? false
  return northAmerican(exists && type !== 'tollFree' ? areaCode : null)
}

/** How many digits at the beginning are those of the original, and whether it is as long. */
function fit(prefix: string, { national }: Line): number {
  let same = 0
  while (same < 3 && prefix[same] === national[same]) same += 1
  return same
}

/** The digits of a number as people write them, with and without country code and trunk prefix. */
function formsOf({ callingCode, national }: Line): string[] {
  if (callingCode === '') return [national]
  return [callingCode + national, national, `0${national}`, `00${callingCode}${national}`, `${callingCode}0${national}`]
}

/** Written as the original was: the same digits in front, the same marks between them. */
function written(original: string, line: Line, national: string): string {
  const digits = digitsOf(original)
  const form = formsOf(line).indexOf(digits)
  const fresh = formsOf({ ...line, national })[Math.max(0, form)] ?? national
  if (fresh.length !== digits.length) return (original.includes('+') ? '+' : '') + fresh
  return withDigits(original, fresh)
}

/** Other digits in the places of those of a text, which has as many. */
export function withDigits(text: string, digits: string): string {
  let at = 0
  return text.replaceAll(/\d/g, () => digits[at++]!)
}
