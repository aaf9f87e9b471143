import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

const schema = `
CREATE TABLE imports (seq INTEGER PRIMARY KEY, import TEXT NOT NULL, source TEXT) STRICT;
CREATE INDEX imports_import ON imports (import);
CREATE INDEX imports_source ON imports (source) WHERE source IS NOT NULL;
`

const put = 'INSERT INTO imports (seq, import, source) VALUES (?, ?, ?)'
const remove = 'DELETE FROM imports WHERE seq IN (SELECT value FROM json_each(?))'

/** Which import brought a delivery, and what it is known by when it comes again. */
export const imports: Projection = {
  name: 'imports',
  version: '1',
  schema,
  owns: ownsTables('imports'),
  contents: readAll('SELECT seq, import, source FROM imports ORDER BY seq'),
  step,
}

function step({ entries }: Batch): Statement[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'removed') return [statement(remove, JSON.stringify(entry.deliveries))]
    if (entry.kind !== 'delivery' || entry.head.imported === undefined) return []
    const { id, source } = entry.head.imported
    return [statement(put, entry.seq, id, source)]
  })
}
