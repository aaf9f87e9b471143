import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

const schema = 'CREATE TABLE notes (seq INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;'

const put = 'INSERT OR REPLACE INTO notes (seq, note) VALUES (?, ?)'
const erase = 'DELETE FROM notes WHERE seq = ?'
const remove = 'DELETE FROM notes WHERE seq IN (SELECT value FROM json_each(?))'

/** The user's notes. Whether a delivery is pinned, or has a note, is a flag of its row. */
export const annotations: Projection = {
  name: 'annotations',
  version: '1',
  schema,
  owns: ownsTables('notes'),
  contents: readAll('SELECT seq, note FROM notes ORDER BY seq'),
  step,
}

function step({ entries }: Batch): Statement[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'removed') return [statement(remove, JSON.stringify(entry.deliveries))]
    if (entry.kind !== 'annotated' || entry.change.note === undefined) return []
    const { about, change } = entry
    return [change.note ? statement(put, about, change.note) : statement(erase, about)]
  })
}
