import type { ChanceOf } from './chance.ts'

const givenNames =
  'Robin Noa Alex Kim Sam Jules Remy Quinn Charlie Sascha Toni Luca Mika Jona Elia Rowan Skyler Ariel Dominique Jamie Kerry Lee Marley Nikita Pat Rene Shay Taylor Valery Wynn Yael Zion'.split(
    ' ',
  )
const stems =
  'Alder Ash Birch Bram Cedar Clover Elm Fern Hazel Heath Holly Ivy Linden Maple Moss Oak Reed Rowan Sedge Thorn'.split(
    ' ',
  )
const endings =
  'berg brook by dale field ford ham hill ley lund mere more ridge stead ton vale well wick wood worth'.split(' ')

/** Titles, particles and forms of companies stay; they name nobody. */
const kept = new Set(
  [
    'mr mrs ms miss mx dr prof sir herr frau monsieur madame m mme van von de der den da di du del la le el al bin ibn jr sr ii iii',
    'inc ltd llc llp gmbh ag kg sa sas sarl bv nv ab oy plc pty corp co company group holding the and of & und et y',
    'agent ai assistant bot support sales service team user customer caller client system unknown anonymous line second first main office reception front desk operator speaker',
  ].flatMap((words) => words.split(' ')),
)

/** A word of a name, with its apostrophes. */
export const nameWord = /[\p{L}\p{M}]+(?:['’]+[\p{L}\p{M}]+)*/gu
const possessive = /['’]s$/i

/** In any case, with any apostrophe. */
const keyOf = (word: string): string => word.toLowerCase().replaceAll('’', "'")

export const wordsOf = (text: string): string[] => text.match(nameWord) ?? []

/** Words of a name that could tell who it is. */
export const tellingWords = (name: string): string[] =>
  wordsOf(name)
    .map((each) => each.replace(possessive, ''))
    .filter((each) => !kept.has(each.toLowerCase()) && each.length > 1)

export interface NameBook {
  learn(name: string): void
  /** Each word has one stand-in, so that first names stay with whole names. `isLast`: a surname alone. */
  standIn(name: string, isLast?: boolean): string
  isKnown(word: string): boolean
  /** The stand-in of a word in any text, null where it is of nobody's name. */
  ofWord(text: string): string | null
  /** Names nobody has, for addresses of e-mail. */
  invent(value: string): string
}

export function createNameBook(chanceOf: ChanceOf): NameBook {
  const known = new Set<string>()
  const given = new Map<string, string>()
  const taken = new Set<string>()

  const surname = (at: number) => stems[at % stems.length]! + endings[Math.floor(at / stems.length) % endings.length]!
  const surnames = stems.length * endings.length

  let further = 0

  /** In order of need once all plain ones are taken: a name for each number, as letters only. */
  function numbered(number: number): string {
    const rest = Math.floor(number / surnames)
    return rest === 0 ? surname(number) : `${surname(number)}-${numbered(rest)}`
  }

  function pickFree(key: string, isLast: boolean): string {
    const count = isLast ? surnames : givenNames.length
    const start = chanceOf('name', key).integer(count)
    const baseAt = (at: number) => (isLast ? surname(at % count) : givenNames[at % count]!)
    const isFree = (name: string) => !taken.has(name.toLowerCase()) && !known.has(keyOf(name))
    for (let step = 0; step < count; step += 1) {
      const name = baseAt(start + step)
      if (isFree(name)) return name
    }
    for (;;) {
      further += 1
      const name = `${baseAt(start)}-${numbered(further)}`
      if (isFree(name)) return name
    }
  }

  function standInOf(original: string, isLast: boolean): string {
    const key = keyOf(original)
    const found = given.get(key)
    if (found !== undefined) return found
    const made = pickFree(key, isLast)
    taken.add(made.toLowerCase())
    given.set(key, made)
    return made
  }

  return {
    learn(name) {
      for (const each of tellingWords(name)) known.add(keyOf(each))
    },
    standIn(name, isLast = false) {
      let count = 0
      return name.replaceAll(nameWord, (found) => {
        const each = found.replace(possessive, '')
        const rest = found.slice(each.length)
        if (kept.has(each.toLowerCase())) return found
        if (each.length === 1)
          return chanceOf('initial', each).pick(['A', 'B', 'C', 'D'].filter((letter) => letter !== each)) + rest
        count += 1
        return inCaseOf(each, standInOf(each, isLast || count > 1)) + rest
      })
    },
    isKnown: (text) => known.has(keyOf(text)),
    ofWord(text) {
      return known.has(keyOf(text)) ? inCaseOf(text, standInOf(text, false)) : null
    },
    invent(value) {
      const chance = chanceOf('invented', value)
      return `${chance.pick(givenNames)}.${surname(chance.integer(surnames))}`.toLowerCase()
    },
  }
}

function inCaseOf(original: string, made: string): string {
  if (original === original.toLowerCase() && original !== original.toUpperCase()) return made.toLowerCase()
  return original.length > 1 && original === original.toUpperCase() && original !== original.toLowerCase()
    ? made.toUpperCase()
    : made
}
