import type { TouchedKind } from '#shared/model/safe-export.ts'
import type { ChanceOf } from './chance.ts'
import { encodedPieces, percentDecoded } from './encoded-pieces.ts'
import { looksLikeId, scrambledId } from './ids.ts'
import type { KnownValues } from './known-values.ts'
import { applyEdits } from './leaf.ts'
import { type NameBook, nameWord } from './names.ts'
import type { PhoneBook } from './phone-numbers.ts'
import {
  addressPlaces,
  addressStandIn,
  cardPlaces,
  cardStandIn,
  emailForm,
  tokenForm,
  urlForm,
} from './recognised-forms.ts'

/** What stands in for a value, or for a part of a text. */
export interface StandIn {
  readonly kind: TouchedKind
  readonly text: string
  /** Where nothing safe is documented for the value. */
  readonly note?: string | null
}

export interface ReplacedPart extends StandIn {
  readonly start: number
  readonly end: number
  readonly before: string
}

export interface Scanned {
  readonly text: string
  readonly parts: readonly ReplacedPart[]
}

export const dropped = '(dropped)'

/** How often a value may be encoded one over the other and is still found. */
const layers = 3

/** Of a name with apostrophes, these counted: none known has more than two of them. */
const maxPieces = 5

interface Books {
  readonly chanceOf: ChanceOf
  readonly phones: PhoneBook
  readonly names: NameBook
  readonly known: KnownValues
  readonly emailStandIn: (email: string) => string
}

export interface TextScanner {
  /** Replaces what is recognised in a text by its form, or because a field holds it. */
  scan(text: string): Scanned
  /** Host and words of the path stay. `hidesAll`: every step of the path tells who it is. */
  urlStandIn(url: string, hidesAll?: boolean): string
}

/** Finds the more certain forms first: of two that overlap, the one that begins first counts, then the earlier in this list. */
export function createTextScanner({ chanceOf, phones, names, known, emailStandIn }: Books): TextScanner {
  const scrambled = (id: string) => scrambledId(id, chanceOf)
  const forms: readonly (readonly [RegExp, (found: string, isProse: boolean) => StandIn])[] = [
    [urlForm, (url) => ({ kind: 'url', text: urlStandIn(url) })],
    [emailForm, (email) => ({ kind: 'email', text: emailStandIn(email) })],
    [/[\p{L}\p{N}][\p{L}\p{N}_-]{5,}/gu, (id) => ({ kind: 'id', text: known.hasId(id) ? scrambled(id) : id })],
    [
      /(?<![\p{L}\p{M}])[\p{L}\p{M}]{2,}(?:[._-][\p{L}\p{M}]{2,})+/gu,
      (words) => ({ kind: 'name', text: joinedNames(words) }),
    ],
    [nameWord, (word, isProse) => ({ kind: 'name', text: nameInText(word, isProse) })],
  ]

  function partsOf(text: string, layer: number): ReplacedPart[] {
    const isProse = /\s/.test(text)
    const found: ReplacedPart[] = known
      .phrasesIn(text)
      .map(({ start, end, standIn }) => ({ start, end, before: text.slice(start, end), ...standIn }))
    // Before what is encoded, as its parts are.
    for (const { 0: before, index } of text.matchAll(tokenForm))
      found.push({ start: index, end: index + before.length, before, kind: 'token', text: dropped })
    if (layer < layers) found.push(...encodedIn(text, layer + 1))
    for (const [form, make] of forms)
      for (const { 0: before, index } of text.matchAll(form))
        found.push({ start: index, end: index + before.length, before, ...make(before, isProse) })
    if (/\d/.test(text)) found.push(...numbersIn(text))
    const replaced = found.filter((part) => part.text !== part.before)
    let at = 0
    return replaced
      .toSorted((one, other) => one.start - other.start)
      .filter(({ start, end }) => {
        if (start < at) return false
        at = end
        return true
      })
  }

  /** What is recognised once it is decoded. */
  function* encodedIn(text: string, layer: number): Generator<ReplacedPart> {
    for (const { start, end, meant, write } of encodedPieces(text)) {
      const { text: made, parts } = scanLayer(meant, layer)
      const [part] = parts
      if (part) yield { start, end, before: text.slice(start, end), kind: part.kind, text: write(made) }
    }
  }

  function* numbersIn(text: string): Generator<ReplacedPart> {
    const at = ({ start, end }: { start: number; end: number }) => ({ start, end, before: text.slice(start, end) })
    for (const place of cardPlaces(text).map(at))
      yield { ...place, kind: 'card', text: cardStandIn(place.before, chanceOf) }
    for (const place of phones.find(text, false).map(at))
      yield { ...place, kind: 'phone', ...phones.standIn(place.before) }
    for (const place of addressPlaces(text).map(at))
      yield { ...place, kind: 'ip', text: addressStandIn(place.before, chanceOf) }
  }

  /** The name may have an apostrophe itself, or stand beside one: "O'Brien", "Anna's", "d'Anna". */
  function nameInText(word: string, isProse: boolean): string {
    const pieces = word.split(/(['’]+)/)
    let made = ''
    for (let from = 0; from < pieces.length; ) {
      let to = Math.min(pieces.length, from + maxPieces)
      const standInUpTo = () => standInOfWord(pieces.slice(from, to).join(''), isProse)
      let standIn = standInUpTo()
      while (standIn === null && to > from + 1) {
        to -= 1
        standIn = standInUpTo()
      }
      made += standIn ?? pieces[from]
      from = to
    }
    return made
  }

  /** Short words, and those that no capital marks as a name, are names in a sentence only. */
  function standInOfWord(word: string, isProse: boolean): string | null {
    const hasCase = word.toLowerCase() !== word.toUpperCase()
    const isShouted = hasCase && word.length > 1 && word === word.toUpperCase()
    const isCapital = !hasCase || word[0] !== word[0]?.toLowerCase()
    if ((isShouted || !isCapital) && (!isProse || word.length < 4)) return null
    return names.ofWord(word)
  }

  /** `maya_chen`: two words of names beside each other are somebody, whatever the case. */
  function joinedNames(words: string): string {
    const parts = words.split(/([._-])/)
    if (parts.filter((part) => names.isKnown(part)).length < 2) return words
    return parts.map((part) => names.ofWord(part) ?? part).join('')
  }

  const scan = (text: string): Scanned => scanLayer(text, 0)

  function scanLayer(text: string, layer: number): Scanned {
    const parts = partsOf(text, layer)
    return { text: applyEdits(text, parts), parts }
  }

  function urlStandIn(url: string, hidesAll = false): string {
    const [, start = '', host = '', port = '', path = '', query = '', fragment = ''] =
      /^([a-z\d]+:\/\/)(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(:\d+)?([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(url) ?? []
    const segments = path.split('/').map((segment) => segmentStandIn(segment, hidesAll))
    const pairs = query === '' ? '' : `?${query.slice(1).split('&').map(pairStandIn).join('&')}`
    const rest = fragment === '' ? '' : `#${segmentStandIn(fragment.slice(1), hidesAll)}`
    return start + scan(host).text + port + segments.join('/') + pairs + rest
  }

  function segmentStandIn(segment: string, hidesAll: boolean): string {
    if (segment === '') return ''
    const text = percentDecoded(segment)
    const [, stem = text, extension = ''] = /^(.+?)(\.[a-z]\w{1,4})?$/is.exec(text) ?? []
    const found = scan(text)
    if (found.parts.some(({ kind }) => kind !== 'name' && kind !== 'id')) return encodeURIComponent(found.text)
    return known.hasId(stem) || hidesAll || looksLikeId(stem) || holdsName(stem)
      ? encodeURIComponent(scrambled(stem)) + extension
      : segment
  }

  const holdsName = (segment: string) =>
    segment
      .split(/[^\p{L}\p{M}]+/u)
      .some((part) => part.length > (isAscii(part) ? 2 : 0) && names.ofWord(part) !== null)

  function pairStandIn(pair: string): string {
    const equals = pair.indexOf('=')
    const value = percentDecoded(pair.slice(equals + 1))
    const found = scan(value)
    const isId = looksLikeId(value) || known.hasId(value)
    const made = found.parts.length === 0 && isId ? scrambled(value) : found.text
    return made === value ? pair : pair.slice(0, equals + 1) + encodeURIComponent(made)
  }

  return { scan, urlStandIn }
}

const isAscii = (text: string) => /^[ -~]*$/.test(text)

/** Ids that stand in the path of a URL; they are somebody's wherever else they stand. */
export function idsOfUrl(url: string): string[] {
  const path = url.replace(/^[a-z\d]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? ''
  const stems = path.split('/').map((segment) => percentDecoded(segment).replace(/\.[a-z]\w{1,4}$/i, ''))
  return stems.filter(looksLikeId)
}
