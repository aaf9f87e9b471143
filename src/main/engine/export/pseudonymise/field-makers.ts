import type { ChanceOf } from './chance.ts'
import type { FieldKind } from './fields.ts'
import { scrambledId } from './ids.ts'
import { applyEdits } from './leaf.ts'
import type { NameBook } from './names.ts'
import { createNeutralText } from './neutral-text.ts'
import { digitsOf, type PhoneBook } from './phone-numbers.ts'
import { cardStandIn, isEncodedBytes } from './recognised-forms.ts'
import { dropped, type Scanned, type StandIn, type TextScanner } from './text-scanner.ts'

/** What stands in for the value of a field. Null where nothing of it is personal. */
export type Maker = (value: string, fieldName: string) => StandIn | Scanned | null

interface MakerParts extends TextScanner {
  readonly chanceOf: ChanceOf
  readonly phones: PhoneBook
  readonly names: NameBook
}

/** One for each kind of field. */
export function createFieldMakers({ chanceOf, phones, names, scan, urlStandIn }: MakerParts) {
  const neutral = createNeutralText(chanceOf, (name) => names.standIn(name))
  const scrambled = (id: string) => scrambledId(id, chanceOf)

  const text: Maker = (value) => {
    if (isEncodedBytes(value)) return { kind: 'drop', text: noBytes }
    if (/^\w+:\/\/\S+$/.test(value)) return url(value)
    return isNumberOrAddress(value) ? scan(value) : { kind: 'text', text: neutral.of(value) }
  }
  /** Nothing but a telephone number or an e-mail address, which says more than words in its place. */
  const isNumberOrAddress = (value: string) => {
    const [part] = value.length > 200 ? [] : scan(value).parts
    return (part?.kind === 'phone' || part?.kind === 'email') && part.before === value.trim()
  }
  const url = (value: string): StandIn => ({
    kind: 'url',
    text: value.includes('://') ? urlStandIn(value, true) : scrambled(value),
  })
  const makers: Readonly<Record<FieldKind, Maker>> = {
    keep: () => null,
    phone: (value) => phoneField(value, true),
    'phone?': (value) => phoneField(value, false),
    name: nameField,
    organisation: organisationField,
    email: (value) => {
      const made = value.includes('@') ? scan(value) : null
      return made?.parts.length ? made : { kind: 'email', text: names.invent(value) }
    },
    address: addressField,
    'address?': (value, fieldName) => (/\S\s+\S/.test(value) ? addressField(value, fieldName) : scan(value)),
    text,
    'text?': (value, fieldName) => (/\S\s+\S/.test(value) ? text(value, fieldName) : scan(value)),
    id: (value) => ({ kind: 'id', text: scrambled(value) }),
    drop: () => ({ kind: 'drop', text: dropped }),
    url,
    card: (value) => ({
      kind: 'card',
      text: /^[\d -]{12,}$/.test(value) ? cardStandIn(value, chanceOf) : scrambled(value),
    }),
    token: () => ({ kind: 'token', text: dropped }),
    signature: () => ({ kind: 'signature', text: dropped }),
    'birth-date': (value) => ({ kind: 'drop', text: bornIn1990(value) }),
    filename: (value) => ({ kind: 'name', text: `file${/\.\w{1,8}$/.exec(value)?.[0] ?? ''}` }),
  }

  function phoneField(value: string, isSure: boolean): Scanned | StandIn | null {
    if (value.includes('@')) return scan(value)
    const [, number = '', between = '', extension = ''] = extended.exec(value) ?? []
    if (number !== '') {
      const made = phoneField(number, isSure)
      return made && { kind: 'phone', text: made.text + between + scrambled(extension) }
    }
    const found = phones.find(value, isSure)
    if (found.length === 0) {
      const isNamed = /^(?:client|whatsapp|messenger|sips?|tel):./i.test(value)
      if (isNamed) return { kind: 'id', text: value.replace(/(?<=:).+$/, scrambled) }
      const made = scan(value)
      return isSure && made.parts.length === 0 && digitsOf(value).length >= 7
        ? { kind: 'phone', text: value.replaceAll(/\d+/g, scrambled) }
        : made
    }
    const parts = found.map(({ start, end }) => {
      const before = value.slice(start, end)
      return { start, end, kind: 'phone' as const, before, ...phones.standIn(before) }
    })
    return { text: applyEdits(value, parts), parts }
  }

  function nameField(value: string, fieldName: string): StandIn | Scanned {
    if (value.includes('@') || !/\p{L}/u.test(value)) return scan(value)
    const isLast = /(?:last|sur|family)_?name/i.test(fieldName)
    const made = names.standIn(value, isLast).replaceAll(/\d{3,}/g, scrambled)
    return { kind: 'name', text: made }
  }

  function organisationField(value: string): StandIn {
    if (/^\S*\d\S*$/.test(value)) return { kind: 'id', text: scrambled(value) }
    const suffix = /\s(?:inc|ltd|llc|gmbh|ag|corp|co|plc|bv|sas|sarl)\.?$/i.exec(value)?.[0] ?? ''
    const chance = chanceOf('organisation', value.toLowerCase())
    const first = chance.pick(['Example', 'Sample', 'Specimen', 'Placeholder'])
    return { kind: 'name', text: `${first} ${chance.pick(trades)}${suffix}` }
  }

  function addressField(value: string, fieldName: string): StandIn | Scanned {
    if (value.includes('@') || value.includes('://')) return scan(value)
    const address = (made: string): StandIn => ({ kind: 'address', text: made })
    const chance = chanceOf('address', value.toLowerCase())
    if (/^-?\d+\.\d+$/.test(value)) return address(/lat/i.test(fieldName) ? greenwich.latitude : greenwich.longitude)
    if (/city|town|suburb|county/i.test(fieldName)) return address(chance.pick(towns.filter((town) => town !== value)))
    if (/post|zip/i.test(fieldName) || /^\S*\d\S*$/.test(value.trim())) return address(scrambled(value))
    const street = `${1 + chance.integer(899)} ${chance.pick(['Example', 'Sample', 'Specimen'])} Street`
    return address(value.includes(',') ? `${street}, ${chance.pick(towns)}` : street)
  }

  return makers
}

/** A number with one to dial when it was answered. */
export const extended = /^([^a-z;#]*\d)([ ,.]*(?:x|ext(?:ension)?|;ext=|#)[ .:=#]*)(\d{1,7})$/i

/** Base64 of three bytes of 0: readers of recordings get something that they can decode. */
export const noBytes = 'AAAA'
const trades = ['Works', 'Services', 'Partners', 'Supplies', 'Studios', 'Trading']
const towns = ['Exampleton', 'Sampleford', 'Placeholder Bay']
const greenwich = { latitude: '51.4779', longitude: '-0.0015' }

/** A day like any other, written as the original; seconds and milliseconds since 1970, too. */
function bornIn1990(date: string): string {
  if (/^-?\d{9,13}$/.test(date)) return date.replace('-', '').length > 10 ? '631152000000' : '631152000'
  const iso = date.replace(/\d{4}-\d\d-\d\d/, '1990-01-01')
  if (iso !== date || /1990-01-01/.test(date)) return iso
  return date
    .replaceAll(/\d+/g, (digits) => ({ 4: '1990', 8: '19900101' })[digits.length] ?? '1'.padStart(digits.length, '0'))
    .replaceAll(/\p{L}{3,}/gu, (word) => (word.length === 3 ? 'Jan' : 'January'))
}
