/** Values of fields that are looked for in every other text. */
export interface KnownValues {
  addId(id: string): void
  hasId(id: string): boolean
  /** Several words that stand for one thing, such as an address, with what stands in for them. */
  addPhrase(phrase: string, standIn: Phrase): void
  phrasesIn(text: string): { readonly start: number; readonly end: number; readonly standIn: Phrase }[]
}

export interface Phrase {
  readonly kind: 'address' | 'name' | 'id'
  readonly text: string
}

/** A shorter value stands in other texts by chance. */
const shortest = 6
const firstWord = /[\p{L}\p{N}]+/u
const words = /[\p{L}\p{N}]+/gu

export function createKnownValues(): KnownValues {
  const ids = new Set<string>()
  /** By their first word, so that a text is gone through once. */
  const phrases = new Map<string, Map<string, Phrase>>()
  return {
    addId(id) {
      if (id.length >= shortest) ids.add(id)
    },
    hasId: (id) => ids.has(id),
    addPhrase(phrase, standIn) {
      const first = firstWord.exec(phrase)
      if (phrase.length < shortest || first === null || first.index !== 0) return
      const same = phrases.get(first[0]) ?? new Map<string, Phrase>()
      phrases.set(first[0], same.set(phrase, standIn))
    },
    phrasesIn(text) {
      if (phrases.size === 0) return []
      return [...text.matchAll(words)].flatMap(({ 0: word, index }) =>
        [...(phrases.get(word) ?? [])]
          .filter(([phrase]) => text.startsWith(phrase, index))
          .map(([phrase, standIn]) => ({ start: index, end: index + phrase.length, standIn })),
      )
    },
  }
}
