import type { Database } from '../lib/database.ts'
import { decodedLimit, searchableText, wordsOf } from '../lib/searchable-text.ts'
import type { LogReader } from '../log/log-reader.ts'
import { bodyStart } from '../projections/body-start.ts'
import type { CompiledQuery, Cut, Range, WordsTerm } from './compile-query.ts'
import { findRows } from './find-rows.ts'
import { latestExamination } from './read-details.ts'

/** Candidates that are read from the log for a page, and for a count, before it is left at what was found. */
const most = { page: 4000, count: 1000 }

/** Has the query words that have to stand side by side? Then what the index finds has to be confirmed on the texts. */
export function hasPhrases({ terms }: CompiledQuery): boolean {
  return terms.some(isPhrase)
}

/** As `findRows`, with the phrases confirmed on the text itself. */
export function findPhrases(db: Database, log: LogReader, query: CompiledQuery, range: Range, cut: Cut): number[] {
  const found: number[] = []
  let { low, high } = range
  let looked = 0
  while (found.length < cut.skip + cut.limit && looked < most.page) {
    const portion = Math.max(32, cut.skip + cut.limit - found.length)
    const candidates = findRows(db, query, { low, high }, { order: cut.order, skip: 0, limit: portion })
    found.push(...candidates.filter((seq) => isConfirmed(log, query, seq)))
    if (candidates.length < portion) break
    looked += candidates.length
    if (cut.order === 'newest') high = candidates.at(-1)! - 1
    else low = candidates.at(-1)! + 1
  }
  return found.slice(cut.skip, cut.skip + cut.limit)
}

/** Exact where there are few candidates; else what was found among the newest ones. */
export function countPhrases(db: Database, log: LogReader, query: CompiledQuery, range: Range) {
  const candidates = findRows(db, query, range, { order: 'newest', skip: 0, limit: most.count + 1 })
  const looked = candidates.slice(0, most.count)
  const count = looked.filter((seq) => isConfirmed(log, query, seq)).length
  return { count, capped: candidates.length > looked.length }
}

/** Do the words of the query's phrases stand side by side in this delivery? */
export function isConfirmed(log: LogReader, { terms }: CompiledQuery, seq: number): boolean {
  const delivery = log.delivery(seq)
  if (delivery === null) return false
  const { facts } = latestExamination(delivery.head, log.facts(seq))
  const body = bodyStart(log, delivery.body, decodedLimit)
  const words = wordsOf(searchableText(delivery.head.request, facts.summary, body))
  const text = ` ${words.join(' ')} `
  return terms.filter(isPhrase).every((phrase) => stands(text, phrase) !== phrase.negated)
}

function isPhrase({ words }: WordsTerm): boolean {
  return words.length > 1
}

function stands(text: string, { words }: WordsTerm): boolean {
  return text.includes(` ${words.join(' ')}`)
}
