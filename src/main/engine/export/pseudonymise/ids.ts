import type { ChanceOf } from './chance.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const alphabets = { hex: '0123456789abcdef', lower: 'abcdefghijklmnopqrstuvwxyz', digits: '0123456789' }

/** A text that is an id by its looks: a date and a version are none. */
export function looksLikeId(text: string): boolean {
  if (text.length < 6 || /^\d{4}-\d\d-\d\d/.test(text) || /^v?\d+(?:\.\d+)*$/.test(text)) return /^\d{6,}$/.test(text)
  return /\d/.test(text) || /^[\w-]{20,}$/.test(text)
}

/**
 * An id of the same form: digits for digits, letters for letters, the same marks; what stands before the first of them
 * that tells something apart (`con_`, `call_`, `AC`) stays.
 */
export function scrambledId(id: string, chanceOf: ChanceOf, attempt = 0): string {
  const chance = chanceOf('id', `${attempt}:${id}`)
  const isUuid = uuid.test(id)
  const isHex = (/[a-f]/i.test(id) && (isUuid || /^[0-9a-f-]*$/.test(id))) || /^[A-Z]{2}[0-9a-f]{32}$/.test(id)
  const scramble = (text: string) =>
    text.replaceAll(/[\p{L}\p{N}]/gu, (character) => {
      if (/\d/.test(character) && !isHex) return chance.pick([...alphabets.digits])
      const fresh = chance.pick([...(isHex ? alphabets.hex : alphabets.lower)])
      return character === character.toLowerCase() ? fresh : fresh.toUpperCase()
    })
  const made = isUuid ? scrambledUuid(id, scramble) : scrambledParts(id, scramble)
  // A leading zero would not be a number of JSON any more.
  const whole = /^[1-9]\d*$/.test(id) ? made.replace(/^0/, '7') : made
  return whole === id && /[\p{L}\p{N}]/u.test(id) ? scrambledId(id, chanceOf, attempt + 1) : whole
}

/** Version and variant stay (RFC 9562, 4.1 and 4.2). */
function scrambledUuid(id: string, scramble: (text: string) => string): string {
  const fresh = scramble(id)
  return `${fresh.slice(0, 14)}${id[14]}${fresh.slice(15, 19)}${id[19]}${fresh.slice(20)}`
}

function scrambledParts(id: string, scramble: (text: string) => string): string {
  const account = /^([A-Z]{2})([0-9a-f]{32})$/.exec(id)
  if (account) return account[1] + scramble(account[2] ?? '')
  const parts = id.split(/([^\p{L}\p{N}]+)/u)
  const last = parts.findLastIndex((part) => /[\p{L}\p{N}]/u.test(part))
  return parts.map((part, at) => (at !== last && saysWhatItIs(part) ? part : scramble(part))).join('')
}

/** What ids begin with; any other word may be of somebody's name. */
const kindsOfIds =
  /^(?:account|agent|app|booking|call|campaign|chat|client|company|contact|conv|conversation|customer|deal|event|group|invoice|lead|member|message|number|order|org|person|phone|record|recording|session|task|team|tenant|ticket|user|workspace)s?$/i

/** A capital at the beginning is that of a short name. */
const saysWhatItIs = (part: string): boolean => /^(?:\p{Ll}{1,3}|\p{Lu}{1,3})$/u.test(part) || kindsOfIds.test(part)
