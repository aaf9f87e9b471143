import type { Query, StoredCondition } from '#shared/query/query.ts'
import { pointerTokens } from '../lib/json-places.ts'
import { cutLongWords, wordsOf } from '../lib/searchable-text.ts'
import { searchMark } from '../projections/codes.ts'

/** Words that the index of words is asked for. */
export interface WordsTerm {
  /** The last one may be the beginning of a word. */
  readonly words: readonly string[]
  readonly negated: boolean
  /** All are whole words. */
  readonly whole?: true
}

/** A condition that is confirmed on the stored request: no index holds the values of headers or the places in bodies. */
export interface StoredTerm {
  readonly condition: StoredCondition
  readonly negated: boolean
}

/** A longer value may be, or stand in, an encoded run, which the index of words leaves out. */
const maxIndexed = 200

/**
 * Words that every delivery has which fulfils the condition: the index names few candidates where the value is rare. Names
 * of headers are in the index as marks of their own.
 */
export function wordsOfStored({ condition, negated }: StoredTerm): WordsTerm[] {
  const { value } = condition
  if (condition.kind === 'header') {
    const mark: WordsTerm = { words: [searchMark('header', condition.name)], negated, whole: true }
    if (value === null) return [mark]
    return negated ? [] : [mark, ...wholeWords(condition.wildcards ? '' : value)]
  }
  if (negated) return []
  const names = pointerTokens(condition.pointer).filter((name) => !/^\d+$/.test(name))
  return [...names.flatMap(wholeWords), ...wholeWords(condition.wildcards || value === null ? '' : value)]
}

/** The index of words says all there is to say. */
export const isIndexed = ({ kind, value }: StoredCondition): boolean => kind === 'header' && value === null

/** Does it take the stored requests to answer this query? Phrases do too: the index does not tell what stands side by side. */
export function needsStored({ terms }: Query): boolean {
  return terms.some(({ condition }) => {
    if (condition === null) return false
    if (condition.kind === 'words') return wordsOf(cutLongWords(condition.text)).length > 1
    return (condition.kind === 'header' || condition.kind === 'body') && !isIndexed(condition)
  })
}

function wholeWords(text: string): WordsTerm[] {
  if (text.length > maxIndexed) return []
  return [...new Set(wordsOf(cutLongWords(text)))].map((word) => ({ words: [word], negated: false, whole: true }))
}
