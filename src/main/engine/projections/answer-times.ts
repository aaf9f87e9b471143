import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

const schema = `
CREATE TABLE answer_times (
  seq INTEGER PRIMARY KEY,
  about INTEGER NOT NULL,
  -- Without query and user name.
  target TEXT NOT NULL,
  at REAL NOT NULL,
  us INTEGER NOT NULL
) STRICT;
CREATE INDEX answer_times_about ON answer_times (about);
CREATE INDEX answer_times_at ON answer_times (at);
`

const put = 'INSERT OR IGNORE INTO answer_times (seq, about, target, at, us) VALUES (?, ?, ?, ?, ?)'
const remove = 'DELETE FROM answer_times WHERE about IN (SELECT value FROM json_each(?))'

/** How long targets took to answer replays. Those that were slowed down on purpose tell nothing of the target. */
export const answerTimes: Projection = {
  name: 'answer-times',
  version: '1',
  schema,
  owns: ownsTables('answer_times'),
  contents: readAll('SELECT seq, about, target, at, us FROM answer_times ORDER BY seq'),
  step,
}

function step({ entries }: Batch): Statement[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'removed') return [statement(remove, JSON.stringify(entry.deliveries))]
    if (entry.kind !== 'replayed') return []
    const { target, sentAt, timing, error, slow } = entry.replay
    if (error !== null || slow !== undefined) return []
    return [statement(put, entry.seq, entry.about, placeOf(target), sentAt, Math.round(timing.totalMs * 1000))]
  })
}

function placeOf(target: string): string {
  const url = URL.parse(target)
  return url === null ? target : `${url.origin}${url.pathname}`
}
