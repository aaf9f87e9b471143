import {
  conformanceStates,
  ruleDeeds,
  unansweredWhys,
  verificationReasons,
  verificationStates,
} from '#shared/model/verdict-words.ts'

/**
 * Small numbers that stand for words of closed lists in the tables: the place in the list, from 1. 0 is none, and a word
 * that this version does not know.
 */
const lists = {
  verification: verificationStates as readonly string[],
  reason: verificationReasons as readonly string[],
  conformance: conformanceStates as readonly string[],
  direction: ['inbound', 'outbound'] as readonly string[],
  unanswered: unansweredWhys as readonly string[],
  ruleDid: ruleDeeds as readonly string[],
} as const

type List = keyof typeof lists

export function codeOf(list: List, word: string | null): number {
  return word === null ? 0 : lists[list].indexOf(word) + 1
}

/** Undefined where the number stands for nothing. */
export function wordOf(list: List, code: number): string | undefined {
  return lists[list][code - 1]
}

/** Changes whenever a code could mean something else than before. */
export const codesVersion = textKey(JSON.stringify(lists)).toString(36)

/** `leaving`: on its way out, in no list. */
export const flags = {
  ...{ aborted: 1, sample: 2, handshake: 4, urlQuery: 8 },
  ...{ leaving: 16, pinned: 32, noted: 64, imported: 128 },
} as const

/** Rows are tallied in blocks of so many sequence numbers: `seq >> blockBits`. */
export const blockBits = 10

/**
 * A text as a number of 53 bits, for indexes that would otherwise repeat long ids. Two ids of a million share one with a
 * chance of 1 in 18,000; who needs to be sure compares the texts of what was found. 0 stands for no text.
 */
export function textKey(text: string): number {
  // cyrb53, by bryc (public domain).
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0) || 1
}

/** Words are indexed in stretches of so many sequence numbers. */
export const partitionBits = 15

export const wordsTable = (seq: number): string => `words_${Math.floor(seq / 2 ** partitionBits)}`

/** Number of the stretch that a table holds the words of; null for any other table. */
export function wordsPartition(table: string): number | null {
  const match = /^words_(\d+)$/.exec(table)
  return match === null ? null : Number(match[1])
}

/**
 * A word that no text has (it begins with a character for private use), put among the words of a delivery: then a search
 * that filters as well need not look at every delivery that has the words. What is found is checked on the rows.
 */
export function searchMark(field: 'endpoint' | 'provider' | 'type' | 'verification' | 'header', value: string): string {
  return `\uE000${field[0]}${textKey(value.toLowerCase()).toString(36)}`
}
