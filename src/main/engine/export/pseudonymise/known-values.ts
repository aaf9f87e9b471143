/** Values of fields that are looked for in every other text. */
export interface KnownValues {
  addId(id: string): void
  hasId(id: string): boolean
  /** Several words that stand for one thing, such as an address, with what stands in for them. */
  addPhrase(phrase: string, standIn: Phrase): void
  phrasesIn(text: string): PhraseInText[]
}

export interface Phrase {
  readonly kind: 'address' | 'name' | 'id'
  readonly text: string
}

export interface PhraseInText {
  readonly start: number
  readonly end: number
  readonly standIn: Phrase
}

/** A shorter value stands in other texts by chance. */
const minLength = 6
const firstWord = /[\p{L}\p{N}]+/u
const words = /[\p{L}\p{N}]+/gu

export function createKnownValues(): KnownValues {
  const ids = new Set<string>()
  /** By their first word, so that a text is gone through once, and there by their lengths: many begin alike. */
  const phrases = new Map<string, { readonly lengths: Set<number>; readonly standIns: Map<string, Phrase> }>()
  return {
    addId(id) {
      if (id.length >= minLength) ids.add(id)
    },
    hasId: (id) => ids.has(id),
    addPhrase(phrase, standIn) {
      const first = firstWord.exec(phrase)
      if (phrase.length < minLength || first === null || first.index !== 0) return
      const same = phrases.get(first[0]) ?? { lengths: new Set(), standIns: new Map() }
      phrases.set(first[0], same)
      same.lengths.add(phrase.length)
      same.standIns.set(phrase, standIn)
    },
    phrasesIn(text) {
      const found: PhraseInText[] = []
      if (phrases.size === 0) return found
      for (const { 0: word, index } of text.matchAll(words)) {
        const { lengths = [], standIns } = phrases.get(word) ?? {}
        for (const length of lengths) {
          const standIn = standIns?.get(text.slice(index, index + length))
          if (standIn !== undefined) found.push({ start: index, end: index + length, standIn })
        }
      }
      return found
    },
  }
}
