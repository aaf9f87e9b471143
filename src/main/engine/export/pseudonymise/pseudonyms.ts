import { chancesOf } from './chance.ts'
import type { FieldKind } from './fields.ts'
import { scrambledId } from './ids.ts'
import { createKnownValues } from './known-values.ts'
import { applyEdits } from './leaf.ts'
import { createNameBook, wordsOf } from './names.ts'
import { createNeutralText } from './neutral-text.ts'
import { createPhoneBook, digitsOf } from './phone-numbers.ts'
import { cardStandIn, emailForm, isEncodedBytes, urlForm } from './recognised-forms.ts'
import { createTextScanner, dropped, idsOfUrl, type Scanned, type StandIn } from './text-scanner.ts'

export interface Pseudonyms {
  /**
   * First, for all texts of an export: what is personal, so that it is found wherever it stands. Twice: numbers with a
   * country code tell how those without one are read.
   */
  learn(value: string, kind: FieldKind | null, fieldName: string, round: 'international' | 'all'): void
  /** Then the value of a field of this kind. Null where nothing of it is personal. */
  ofField(value: string, kind: FieldKind, fieldName: string): StandIn | Scanned | null
  /** Then a text of which nothing is known. */
  scan(text: string): Scanned
  /** Is this somebody's, word for word? */
  isName(text: string): boolean
  /** At last: what was replaced elsewhere and is in this text as it was. */
  knownIn(text: string): { readonly kind: 'phone' | 'email' | 'name'; readonly text: string }[]
}

type Maker = (value: string, fieldName: string) => StandIn | Scanned | null

/** Everything that one export makes up: the same value has the same stand-in throughout. */
export function createPseudonyms(seed: string): Pseudonyms {
  const chanceOf = chancesOf(seed)
  const phones = createPhoneBook(chanceOf)
  const names = createNameBook(chanceOf)
  const known = createKnownValues()
  const emails = createEmails()
  const emailStandIn = emails.standIn
  const { scan, urlStandIn } = createTextScanner({ chanceOf, phones, names, known, emailStandIn })
  const neutral = createNeutralText(chanceOf, (name) => names.standIn(name))
  const scrambled = (id: string) => scrambledId(id, chanceOf)

  function createEmails() {
    const given = new Map<string, string>()
    const taken = new Set<string>()
    const standIn = (email: string): string => {
      const key = email.toLowerCase()
      const found = given.get(key)
      if (found !== undefined) return found
      const [local = ''] = email.split('@')
      const isPhone = phones.find(local, true).length > 0
      const name = isPhone ? phones.standIn(local).text : names.invent(key)
      let made = `${name}@example.com`
      for (let next = 2; taken.has(made) || made === key; next += 1) made = `${name}.${next}@example.com`
      taken.add(made)
      given.set(key, made)
      return made
    }
    return { standIn, isOriginal: (email: string) => given.has(email.toLowerCase()) && !taken.has(email.toLowerCase()) }
  }

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

  function learnForms(value: string): void {
    for (const { start, end } of phones.find(value, false)) phones.learn(value.slice(start, end))
    for (const [url] of value.matchAll(urlForm)) for (const id of idsOfUrl(url)) known.addId(id)
  }

  const learners: Partial<Record<FieldKind, (value: string, fieldName: string) => void>> = {
    phone: (value) => {
      const number = extended.exec(value)?.[1] ?? value
      for (const { start, end } of phones.find(number, true)) phones.learn(number.slice(start, end))
    },
    name: (value) => (value.includes('@') ? undefined : names.learn(value)),
    id: known.addId,
    organisation: (value) => addPhrase(value, organisationField(value)),
    address: (value, fieldName) => addPhrase(value, addressField(value, fieldName)),
  }

  function addPhrase(value: string, made: StandIn | Scanned): void {
    if ('kind' in made && (made.kind === 'address' || made.kind === 'name'))
      known.addPhrase(value, { kind: made.kind, text: made.text })
    else known.addId(value)
  }

  return {
    learn(value, kind, fieldName, round) {
      if (kind === 'keep' || (round === 'international' && !value.includes('+'))) return
      if (round === 'all' && kind !== null) learners[kind]?.(value, fieldName)
      learnForms(value)
    },
    ofField(value, kind, fieldName) {
      const made = makers[kind](value, fieldName)
      return made === null || made.text === value ? null : made
    },
    isName: (value) => wordsOf(value).every(names.isKnown),
    knownIn(value) {
      const found = (form: RegExp) => [...value.matchAll(form)].map(([text]) => text)
      return [
        ...found(emailForm)
          .filter(emails.isOriginal)
          .map((text) => ({ kind: 'email' as const, text })),
        ...found(longNumber)
          .filter(phones.isKnown)
          .map((text) => ({ kind: 'phone' as const, text })),
        ...found(capitalWord)
          .filter(names.isKnown)
          .map((text) => ({ kind: 'name' as const, text })),
      ]
    },
    scan(value) {
      if (!isEncodedBytes(value)) return scan(value)
      return { text: noBytes, parts: [{ kind: 'drop', text: noBytes, start: 0, end: value.length, before: value }] }
    },
  }
}

/** Shorter numbers and other words are others' by chance. */
const longNumber = /(?<![\p{L}\p{N}.])\d(?:[ ().-]{0,2}\d){8,14}(?![\p{L}\p{N}])/gu
const capitalWord = /(?<![\p{L}\p{M}\p{N}])\p{Lu}[\p{Ll}\p{M}][\p{L}\p{M}'’]+/gu

/** A number with one to dial when it was answered. */
const extended = /^([^a-z;#]*\d)([ ,.]*(?:x|ext(?:ension)?|;ext=|#)[ .:=#]*)(\d{1,7})$/i

/** Base64 of three bytes of 0: readers of recordings get something that they can decode. */
const noBytes = 'AAAA'
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
