import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

const schema = `
CREATE TABLE replays (id TEXT PRIMARY KEY, about INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX replays_about ON replays (about);
`

const put = 'INSERT OR IGNORE INTO replays (id, about) VALUES (?, ?)'
const remove = 'DELETE FROM replays WHERE about IN (SELECT value FROM json_each(?))'

/** Which delivery a replay is of, and how many a delivery has. */
export const replays: Projection = {
  name: 'replays',
  version: '1',
  schema,
  owns: ownsTables('replays'),
  contents: readAll('SELECT id, about FROM replays ORDER BY id'),
  step,
}

function step({ entries }: Batch): Statement[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'replayed') return [statement(put, entry.replay.id, entry.about)]
    if (entry.kind === 'removed') return [statement(remove, JSON.stringify(entry.deliveries))]
    return []
  })
}
