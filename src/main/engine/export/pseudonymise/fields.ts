import type { SafeRule, TouchedKind } from '#shared/model/safe-export.ts'
import { pointerTokens } from '../../lib/json-places.ts'
import { fieldName, type Leaf, parentName } from './leaf.ts'

/** What a value is by its place. `text?`: a text only if it is more than one word, `phone?`: a number only if it looks like one. */
export type FieldKind =
  | Exclude<TouchedKind, 'ip'>
  | 'keep'
  | 'text?'
  | 'phone?'
  | 'organisation'
  | 'birth-date'
  | 'filename'

/** "fromNumber", "From-Number" and "FROM_NUMBER" are all from_number. */
export const plainName = (name: string): string =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .toLowerCase()

const people =
  'person|people|lead|contact|customer|caller|callee|client|patient|guest|owner|sender|recipient|attendee|participant|invitee|profile|member|subscriber|assignee|author|employee|visitor|user|from|to'
const organisations = 'company|organization|organisation|workspace|tenant'
const person = new RegExp(`^(?:${people})s?$`)
const organisation = new RegExp(`^(?:${organisations}|companies)s?$`)
const reachable = /(?:^|_)(?:e_?mails?|phones?|mobile|phone_numbers?)$/

/** By the name of the field alone; the first that fits. */
const rules: readonly (readonly [RegExp, FieldKind])[] = [
  [/(?:^|_)(?:password|passwd|secret|api_?key|authorization|private_key|session_id)$|(?:^|_)token$/, 'token'],
  [/(?:^|_)(?:signature|hmac)$/, 'signature'],
  [/(?:^|_)(?:card_number|pan)$/, 'card'],
  [/(?:^|_)(?:dob|date_of_birth|birth_?da(?:te|y))$/, 'birth-date'],
  [
    /(?:^|_)(?:ssn|social_security(?:_number)?|tax_id|national_id|passport(?:_number)?|cvv|cvc|iban|account_number)$/,
    'id',
  ],
  [/^file_?name$/, 'filename'],
  [/(?:^|_)e_?mails?(?:_address(?:es)?)?$/, 'email'],
  [
    /(?:^|_)(?:phones?|mobile|cell|telephone|tel|fax|msisdn|ani|dnis|caller_?id|whatsapp)(?:_?(?:numbers?|no))?$/,
    'phone',
  ],
  [
    /(?:^|_)(?:from|to|caller|callee|called|customer|contact|user|lead|agent|destination|did|phone|called_party|calling_party)_?numbers?$/,
    'phone',
  ],
  [/^(?:from|to|called|caller|callee|numbers?)$|_number$/, 'phone?'],
  [/(?:^|_)(?:first|last|given|family|middle|full|nick|maiden|sur|user|display|screen)_?name$/, 'name'],
  [new RegExp(`(?:^|_)(?:${people}|called|agent|operator|speaker|billing|shipping)_?name$`), 'name'],
  [new RegExp(`^(?:${organisations}|account|business)(?:_?name)?$`), 'organisation'],
  [/(?:^|_)(?:ip|mac|remote|web|host|contract|peer)_?addr(?:ess)?$/, 'keep'],
  [
    /(?:^|_)(?:address(?:es)?|street|addr|address_?line_?\d|line_?[12]|postal_?code|post_?code|zip(?:_?code)?|city|town|suburb|county|latitude|longitude|lat|lng|lon)$/,
    'address',
  ],
  [
    /(?:^|_)(?:transcripts?|transcriptions?|summary|content|body|text|notes?|comments?|feedback|utterance|voicemail|recap)(?:_text|_body|_html|_plain)?$/,
    'text',
  ],
  [
    /(?:^|_)(?:messages?|description|subject|caption|preview|snippet|question|answer|reply)$|^(?:reason|title|topic)$/,
    'text?',
  ],
  [/(?:linkedin|twitter|facebook|instagram|avatar|photo|picture|headshot)(?:_url)?$/, 'url'],
  [new RegExp(`(?:^|_)(?:${people}|${organisations}|account|org|sub_?account)_?(?:id|sid|uuid|guid)s?$`), 'id'],
]

/** What a value is by the name of its field and of what stands around and beside it; null where they say nothing. */
export function fieldKind({ path, siblings }: Pick<Leaf, 'path' | 'siblings'>): FieldKind | null {
  const name = plainName(fieldName(path))
  const found = rules.find(([pattern]) => pattern.test(name))
  if (found) return found[1]
  const parent = plainName(parentName(path))
  if (name === 'name') {
    if (organisation.test(parent)) return 'organisation'
    if (person.test(parent) || [...siblings].some((each) => reachable.test(plainName(each)))) return 'name'
  }
  return name === 'id' && person.test(parent) ? 'id' : null
}

/** Does a rule name this place, or one around it? */
export function ruleFits(rule: SafeRule, { place, path }: Pick<Leaf, 'place' | 'path'>): boolean {
  if (!rule.path.startsWith('/')) return rule.path.toLowerCase() === place.toLowerCase()
  if (!place.startsWith('/')) return false
  const steps = pointerTokens(rule.path)
  return steps.length <= path.length && steps.every((step, at) => step === '*' || step === path[at])
}
