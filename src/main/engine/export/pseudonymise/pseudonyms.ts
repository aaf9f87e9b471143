import { chancesOf } from './chance.ts'
import { createEmailBook } from './email-book.ts'
import { createFieldMakers, extended, noBytes } from './field-makers.ts'
import type { FieldKind } from './fields.ts'
import { createKnownValues } from './known-values.ts'
import { createNameBook, wordsOf } from './names.ts'
import { createPhoneBook } from './phone-numbers.ts'
import { emailForm, isEncodedBytes, urlForm } from './recognised-forms.ts'
import { createTextScanner, idsOfUrl, type Scanned, type StandIn } from './text-scanner.ts'

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

/** Everything that one export makes up: the same value has the same stand-in throughout. */
export function createPseudonyms(seed: string): Pseudonyms {
  const chanceOf = chancesOf(seed)
  const phones = createPhoneBook(chanceOf)
  const names = createNameBook(chanceOf)
  const known = createKnownValues()
  const emails = createEmailBook(phones, names)
  const { scan, urlStandIn } = createTextScanner({ chanceOf, phones, names, known, emailStandIn: emails.standIn })
  const makers = createFieldMakers({ chanceOf, phones, names, scan, urlStandIn })

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
    organisation: (value) => addPhrase(value, makers.organisation(value, '')),
    address: (value, fieldName) => addPhrase(value, makers.address(value, fieldName)),
  }

  function addPhrase(value: string, made: StandIn | Scanned | null): void {
    if (made && 'kind' in made && (made.kind === 'address' || made.kind === 'name'))
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
          .flatMap((text) => [...new Set([text, ...text.split(/['’]+/)])])
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
