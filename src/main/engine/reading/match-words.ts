import type { Database } from '../lib/database.ts'
import { partitionBits, wordsPartition, wordsTable } from '../projections/codes.ts'
import type { CompiledQuery, Cut, Range } from './compile-query.ts'

/** FTS5 queries of what has to be there and of what must not be; null where nothing is asked for. */
interface Match {
  readonly wanted: string | null
  readonly unwanted: string | null
}

/**
 * Words that begin as was asked for, if they are this few, are looked for as such: FTS5 goes through whole words lazily and
 * from the newest on, but gathers everything that begins with a text before it gives the first row.
 */
const maxWords = 12

const stretchSize = 2 ** partitionBits

/** Stretches of the log that have words indexed, in order. */
export function stretchesWithin(db: Database, range: Range, order: Cut['order']): Range[] {
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'words_[0-9]*'`).pluck()
  const numbers = (tables.all() as string[]).flatMap((table) => wordsPartition(table) ?? [])
  const stretches = numbers
    .map((number) => ({ low: number * stretchSize, high: (number + 1) * stretchSize - 1 }))
    .filter(({ low, high }) => high >= range.low && low <= range.high)
  return stretches.sort((a, b) => (order === 'newest' ? b.low - a.low : a.low - b.low))
}

/** Null where nothing in this stretch can fit. Words that a phrase must not be made of may be there all the same. */
export function matchIn(db: Database, stretch: Range, { terms, marks }: CompiledQuery): Match | null {
  const wanted: string[] = []
  const unwanted: string[] = []
  for (const { words, negated, whole } of terms) {
    if (negated && words.length > 1) continue
    const found = whole ? `(${words.map(quote).join(' AND ')})` : matchOf(db, stretch, words)
    if (found === null && !negated) return null
    if (found !== null) (negated ? unwanted : wanted).push(found)
  }
  if (wanted.length > 0) for (const some of marks) wanted.push(`(${some.map(quote).join(' OR ')})`)
  return {
    wanted: wanted.length === 0 ? null : wanted.join(' AND '),
    unwanted: unwanted.length === 0 ? null : unwanted.join(' OR '),
  }
}

/** All words of one term; the last one may go on. Null where no word begins so. */
function matchOf(db: Database, stretch: Range, words: readonly string[]): string | null {
  const last = words.at(-1)!
  const whole = words.slice(0, -1).map(quote)
  // Too many words begin with one ASCII character.
  if (last.length === 1 && last.charCodeAt(0) < 128) return `(${[...whole, quote(last)].join(' AND ')})`
  const going = wordsFrom(db, stretch, last)
  // FTS5 may know another lower case of a letter than JavaScript.
  const plain = /^[a-z0-9]*$/.test(last)
  if (going.length === 0 && plain) return null
  const ending =
    going.length === 0 || going.length > maxWords ? `${quote(last)} *` : `(${going.map(quote).join(' OR ')})`
  return `(${[...whole, ending].join(' AND ')})`
}

/** Words of the stretch that begin with `start`; a few more than `maxWords` at most. */
function wordsFrom(db: Database, stretch: Range, start: string): string[] {
  const next = db.prepare(`SELECT term FROM ${vocabulary(db, stretch)} WHERE term >= ? LIMIT 1`).pluck()
  const found: string[] = []
  let from = start
  while (found.length <= maxWords) {
    const term = next.get(from) as string | undefined
    if (term === undefined || !term.startsWith(start)) break
    found.push(term)
    // The word after it: nothing that words are made of comes before "0".
    from = `${term}0`
  }
  return found
}

/** The words of an index as a table of the connection. */
function vocabulary(db: Database, { low }: Range): string {
  const table = wordsTable(low)
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_terms USING fts5vocab(main, ${table}, instance)`)
  return `temp.${table}_terms`
}

function quote(word: string): string {
  return `"${word}"`
}
