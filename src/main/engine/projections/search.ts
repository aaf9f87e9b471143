import type { HeaderPair } from '#shared/model/headers.ts'
import type { Database } from '../lib/database.ts'
import { decodedLimit, searchableText } from '../lib/searchable-text.ts'
import type { Examination } from '../log/entries.ts'
import { latestExamination, latestNote } from '../log/latest-facts.ts'
import { partitionBits, searchMark, wordsPartition, wordsTable } from './codes.ts'
import { type Batch, type Projection, type Statement, type StoredDelivery, statement } from './projection.ts'

/**
 * Which words a delivery has, without their places (`detail=none`) and without the text (`content=''`): a tenth of what an
 * index of all runs of three characters takes. One index for each stretch of the log: a search for the beginning of a word
 * has to gather all words that begin so, and finds its first page in the newest stretch alone. Diacritics are gone from
 * the text before: the tokenizer knows fewer of them, and is slower at it.
 */
const make = (table: string) => `CREATE VIRTUAL TABLE IF NOT EXISTS ${table} USING fts5 (words, content='',
  contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0")`
const put = (table: string) => `INSERT INTO ${table} (rowid, words) VALUES (?, ?)`
const remove = (table: string) => `DELETE FROM ${table} WHERE rowid = ?`

/**
 * Removing only notes that a delivery is gone; its words go when all of its stretch is merged into one again. Stretches for
 * which that is still to be done; `merging`: it has begun.
 */
const schema = 'CREATE TABLE words_removed (stretch INTEGER PRIMARY KEY, merging INTEGER NOT NULL) STRICT;'
const putRemoved = (table: string) => `INSERT OR REPLACE INTO words_removed SELECT ?, 0
  WHERE EXISTS (SELECT 1 FROM ${table}_docsize WHERE id IN (SELECT value FROM json_each(?)))`
const merge = (table: string) => `INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`
/** Pages in one step. */
const mergedAtOnce = 100

/** The words of deliveries: summary line, note, path, header values, body; and marks of what is often filtered by as well. */
export const search: Projection = {
  name: 'search',
  version: '3',
  schema,
  owns: (table) => table === 'words_removed' || wordsPartition(table) !== null,
  contents,
  step,
  tidy,
}

function step({ entries, delivery, facts, bodyStart }: Batch): Statement[] {
  const changes: Statement[] = []
  const tables = new Set<string>()
  const tableOf = (seq: number): string => {
    const table = wordsTable(seq)
    tables.add(table)
    return table
  }
  const add = (seq: number, { head, body }: StoredDelivery, examination: Examination, note: string | null) => {
    const { request } = head
    const text = searchableText(request, examination.facts.summary, bodyStart(body, decodedLimit), note)
    const marks = `${marksOf(head.endpointId, examination)} ${headerMarks(request.headers)}`
    changes.push(statement(put(tableOf(seq)), seq, `${marks}\n${text}`))
  }
  const latest = latestWords(entries)

  for (const entry of entries) {
    if (entry.kind === 'delivery') {
      const { examination = entry.head, note = null } = latest.get(entry.seq) ?? {}
      add(entry.seq, entry, examination, note)
      latest.delete(entry.seq)
    } else if (entry.kind === 'examined' || entry.kind === 'annotated') {
      // Else it was done with, here or with its delivery.
      if (!latest.delete(entry.about)) continue
      const found = delivery(entry.about)
      if (found === null) continue
      const known = facts(entry.about)
      changes.push(statement(remove(tableOf(entry.about)), entry.about))
      add(entry.about, found, latestExamination(found.head, known), latestNote(known))
    } else if (entry.kind === 'removed') {
      for (const seq of entry.deliveries) {
        latest.delete(seq)
        tableOf(seq)
      }
      changes.push(...removal(entry.deliveries))
    }
  }
  return [...[...tables].map((table) => statement(make(table))), ...changes]
}

/** The last word of a batch on each delivery that it changes the words of. */
function latestWords(entries: Batch['entries']) {
  const latest = new Map<number, { readonly examination?: Examination; readonly note?: string | null }>()
  for (const entry of entries) {
    if (entry.kind === 'examined') {
      latest.set(entry.about, { ...latest.get(entry.about), examination: entry.examination })
    } else if (entry.kind === 'annotated' && entry.change.note !== undefined) {
      latest.set(entry.about, { ...latest.get(entry.about), note: entry.change.note })
    }
  }
  return latest
}

function removal(seqs: readonly number[]): Statement[] {
  const gone = JSON.stringify(seqs)
  const left = [...new Set(seqs.map(wordsTable))].map((table) =>
    statement(putRemoved(table), wordsPartition(table), gone),
  )
  return [...left, ...seqs.map((seq) => statement(remove(wordsTable(seq)), seq))]
}

function tidy(db: Database): boolean {
  const next = db.prepare('SELECT stretch, merging FROM words_removed ORDER BY stretch LIMIT 1').get() as
    | { stretch: number; merging: number }
    | undefined
  if (next === undefined) return false
  const table = wordsTable(next.stretch * 2 ** partitionBits)
  const changes = db.prepare('SELECT total_changes()').pluck()
  const before = changes.get() as number
  // A negative number makes everything one merge; a positive one goes on with it, and leaves alone what came meanwhile.
  db.prepare(merge(table)).run(next.merging === 0 ? -mergedAtOnce : mergedAtOnce)
  // Less than two: there was nothing to merge.
  const sql =
    (changes.get() as number) - before < 2
      ? 'DELETE FROM words_removed WHERE stretch = ?'
      : 'UPDATE words_removed SET merging = 1 WHERE stretch = ?'
  db.prepare(sql).run(next.stretch)
  return true
}

/** A few combinations come again and again. */
const knownMarks = new Map<string, string>()
const maxMarks = 1000

function marksOf(endpointId: string, { facts, verification }: Examination): string {
  const key = [endpointId, facts.provider, facts.eventType, verification.state].join('\n')
  const known = knownMarks.get(key)
  if (known !== undefined) return known
  const marks = [
    searchMark('endpoint', endpointId),
    searchMark('provider', facts.provider ?? ''),
    searchMark('type', facts.eventType ?? ''),
    searchMark('verification', verification.state),
  ].join(' ')
  if (knownMarks.size >= maxMarks) knownMarks.clear()
  knownMarks.set(key, marks)
  return marks
}

/** Names of headers, each as a mark, so that a search for a header need not look at every delivery. */
function headerMarks(headers: readonly HeaderPair[]): string {
  const marks = headers.map(([name]) => {
    const known = knownHeaders.get(name)
    if (known !== undefined) return known
    const mark = searchMark('header', name)
    if (knownHeaders.size >= maxMarks) knownHeaders.clear()
    knownHeaders.set(name, mark)
    return mark
  })
  return [...new Set(marks)].join(' ')
}

const knownHeaders = new Map<string, string>()

function contents(db: Database): unknown[] {
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    .pluck()
    .all() as string[]
  const found = names
    .filter((name) => wordsPartition(name) !== null)
    .flatMap((name) => {
      db.exec(`CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, ${name}, instance)`)
      const terms = db.prepare('SELECT doc, term FROM temp.terms').raw().all() as [number, string][]
      db.exec('DROP TABLE temp.terms')
      return terms
    })
  return found.sort(([a, first], [b, second]) => a - b || (first < second ? -1 : 1))
}
