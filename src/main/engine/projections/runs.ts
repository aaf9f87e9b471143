import type { Replay } from '#shared/model/replay.ts'
import type { RunResult } from '#shared/model/run.ts'
import { answerDigest } from './answer-digest.ts'
import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

/** `reason`: status or error code of what failed, why something was not sent; empty where all is well. */
const schema = `
CREATE TABLE run_outcomes (
  run TEXT NOT NULL,
  item INTEGER NOT NULL,
  about INTEGER NOT NULL,
  result TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT,
  status INTEGER,
  error TEXT,
  ms REAL,
  at REAL NOT NULL,
  replay TEXT,
  answer TEXT,
  PRIMARY KEY (run, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_results ON run_outcomes (run, result, reason, item);
CREATE INDEX run_about ON run_outcomes (about);
`

const put = `INSERT OR REPLACE INTO run_outcomes
  (run, item, about, result, reason, message, status, error, ms, at, replay, answer)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const remove = 'DELETE FROM run_outcomes WHERE about IN (SELECT value FROM json_each(?))'

/** What came of each item of the replay runs. */
export const runs: Projection = {
  name: 'runs',
  version: '1',
  schema,
  owns: ownsTables('run_outcomes'),
  contents: readAll('SELECT * FROM run_outcomes ORDER BY run, item'),
  step,
}

function step({ entries }: Batch): Statement[] {
  return entries.flatMap((entry) => {
    switch (entry.kind) {
      case 'replayed': {
        const { replay, body, about } = entry
        if (replay.run === undefined) return []
        const { id, item } = replay.run
        const [result, reason] = resultOf(replay)
        const { status, error, timing, sentAt } = replay
        const answer = answerDigest(replay, body)
        const values = [status, error?.code ?? null, timing.totalMs, sentAt, replay.id, answer]
        return [statement(put, id, item, about, result, reason, null, ...values)]
      }
      case 'not-replayed': {
        const { run, item, reason, message, at } = entry.item
        return [statement(put, run, item, entry.about, 'not-sent', reason, message, null, null, null, at, null, null)]
      }
      case 'removed':
        return [statement(remove, JSON.stringify(entry.deliveries))]
      default:
        return []
    }
  })
}

/** A run's own view of an outcome; whatever the status, an answer after the deadline came too late for a provider. */
export function resultOf(
  replay: Pick<Replay, 'status' | 'error' | 'timing' | 'run'>,
): [result: RunResult, reason: string] {
  const { status, error, timing, run } = replay
  if (error !== null) return ['failed', error.code]
  if (status === null || status >= 400) return ['failed', String(status)]
  const deadlineMs = run?.deadlineMs ?? null
  return [deadlineMs !== null && timing.totalMs >= deadlineMs ? 'late' : 'ok', '']
}
