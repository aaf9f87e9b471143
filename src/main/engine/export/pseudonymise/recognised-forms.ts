import { isIP } from 'node:net'
import type { ChanceOf } from './chance.ts'
import { digitsOf, withDigits } from './phone-numbers.ts'

/** Credentials that are known by their form: JSON Web Tokens, keys of well-known services, bearer tokens. */
export const tokenForm =
  /(?<![\w-])eyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*|\b(?:sk|rk|pk)_(?:live|test)_\w{8,}|\bgh[pousr]_\w{20,}|\bxox[a-z]-[\w-]{10,}|\bAKIA[A-Z0-9]{16}\b|\bwhs(?:ec|k)_[\w+/=]{16,}|(?<=\bBearer )[\w.~+/=-]{8,}/g

/** Begins where a run of its characters does, so that a long run is gone through once. */
export const emailForm =
  /(?<![\p{L}\p{N}._%+'’-])[\p{L}\p{N}._%+'’-]{1,200}@(?:[\p{L}\p{N}-]{1,63}\.){0,10}[\p{L}\p{N}-]{1,63}/gu

export const urlForm = /\b(?:https?|wss?|ftp|s3|gs):\/\/[^\s"'<>\\^`{|}]+/gi

/** Payment cards by the first digits of their networks (ISO/IEC 7812): Visa, Mastercard, Amex, Discover, Diners, JCB. */
const cardForm =
  /(?<![\p{L}\p{N}_.-])(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6(?:011|5\d\d|4[4-9]\d)|35\d\d)(?:[ -]?\d{4}){3}(?![\p{L}\p{N}]|[.-]\d)|(?<![\p{L}\p{N}_.-])3(?:[47]\d\d[ -]?\d{6}[ -]?\d{5}|[068]\d\d[ -]?\d{6}[ -]?\d{4})(?![\p{L}\p{N}]|[.-]\d)/gu

/** Where numbers of payment cards stand whose check digit is right. UTF-16 offsets. */
export function cardPlaces(text: string): { start: number; end: number }[] {
  const found = [...text.matchAll(cardForm)].filter(([card]) => passesLuhn(digitsOf(card)))
  return found.map(({ 0: card, index }) => ({ start: index, end: index + card.length }))
}

/** ISO/IEC 7812-1, annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** Begins with 0, which no payment network has (ISO/IEC 7812), and passes the check. */
export function cardStandIn(card: string, chanceOf: ChanceOf): string {
  const { length } = digitsOf(card)
  const chance = chanceOf('card', digitsOf(card))
  const body = `0${Array.from({ length: length - 2 }, () => chance.integer(10)).join('')}`
  const check = [...'0123456789'].find((digit) => passesLuhn(body + digit)) ?? '0'
  return withDigits(card, body + check)
}

const addressForm =
  /(?<![\p{L}\p{N}.:/])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\p{L}\p{N}]|[.:][\p{L}\p{N}])/giu

/** Addresses of machines; not those that mean one of every machine. */
export function addressPlaces(text: string): { start: number; end: number }[] {
  return [...text.matchAll(addressForm)].flatMap(({ 0: address, index }) => {
    if (isIP(address) === 0 || /^(?:127\.|0\.0\.0\.0|255\.|::1?$)/.test(address)) return []
    return [{ start: index, end: index + address.length }]
  })
}

const documentation = ['192.0.2.', '198.51.100.', '203.0.113.']

/** From the ranges for documentation: RFC 5737 and RFC 3849. */
export function addressStandIn(address: string, chanceOf: ChanceOf): string {
  const chance = chanceOf('ip', address.toLowerCase())
  for (;;) {
    const made = address.includes(':')
      ? `2001:db8::${(1 + chance.integer(0xfffe)).toString(16)}`
      : chance.pick(documentation) + (1 + chance.integer(254))
    if (made !== address) return made
  }
}

/** Bytes as text: recordings and pictures come like this. */
export const isEncodedBytes = (text: string): boolean => /^(?:data:[^,]{0,100},)?[\w+/-]{256,}={0,2}$/.test(text)
