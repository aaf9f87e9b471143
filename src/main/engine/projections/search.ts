import type { DeliveryFacts } from '#shared/model/delivery.ts'
import { type Batch, type Projection, type Statement, type StoredDelivery, statement } from './projection.ts'
import { decodedLimit, searchableText } from './searchable-text.ts'

/**
 * Which words a delivery has, without their places (`detail=none`) and without the text (`content=''`): a fifteenth of
 * what an index of all runs of three characters takes. `contentless_delete`: words are removed by the row's number alone.
 */
const schema = `CREATE VIRTUAL TABLE entries USING fts5 (words, content='', contentless_delete=1, detail=none,
  tokenize="unicode61 remove_diacritics 2")`

const put = 'INSERT INTO entries (rowid, words) VALUES (?, ?)'
const remove = 'DELETE FROM entries WHERE rowid = ?'

/** The words of deliveries: summary line, path, header values, body. */
export const search: Projection = {
  name: 'search',
  version: '1',
  schema,
  tables: ['entries'],
  contents: ['SELECT term, doc FROM temp.search_terms ORDER BY term, doc'],
  step,
}

function step({ entries, delivery, bodyStart }: Batch): Statement[] {
  const changes: Statement[] = []
  const wordsOf = ({ head, body }: StoredDelivery, facts: DeliveryFacts): string =>
    searchableText(head.request, facts.summary, bodyStart(body, decodedLimit))

  const examined = new Map<number, DeliveryFacts>()
  for (const entry of entries) if (entry.kind === 'examined') examined.set(entry.about, entry.examination.facts)
  for (const entry of entries) {
    if (entry.kind === 'delivery') {
      const facts = examined.get(entry.seq) ?? entry.head.facts
      examined.delete(entry.seq)
      changes.push(statement(put, entry.seq, wordsOf(entry, facts)))
    } else if (entry.kind === 'examined') {
      const facts = examined.get(entry.about)
      // Else it was done with, here or with its delivery.
      if (facts === undefined) continue
      examined.delete(entry.about)
      const found = delivery(entry.about)
      if (found === null) continue
      changes.push(statement(remove, entry.about), statement(put, entry.about, wordsOf(found, facts)))
    } else if (entry.kind === 'removed') {
      for (const seq of entry.deliveries) {
        examined.delete(seq)
        changes.push(statement(remove, seq))
      }
    }
  }
  return changes
}
