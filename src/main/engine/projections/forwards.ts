import type { ForwardState } from '#shared/model/forward.ts'
import type { LogEntry } from '../log/entries.ts'
import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

/** Numbers of `forwards.state`. */
export const forwardCodes = { open: 0, ok: 1, failed: 2, waiting: 3 } as const

/**
 * One line for each delivery that is forwarded. `state` is that of the target that answers, `copy_failed` tells of the
 * others; `at` and `problem` are those of the last outcome.
 */
const schema = `
CREATE TABLE forwards (
  seq INTEGER PRIMARY KEY,
  endpoint TEXT NOT NULL,
  state INTEGER NOT NULL,
  copy_failed INTEGER NOT NULL,
  at REAL,
  problem TEXT
) STRICT;
CREATE INDEX forwards_outcomes ON forwards (endpoint, seq) WHERE at IS NOT NULL;
CREATE INDEX forwards_waiting ON forwards (endpoint, seq) WHERE state = ${forwardCodes.waiting};
CREATE INDEX forwards_failed ON forwards (seq) WHERE state = ${forwardCodes.failed} OR copy_failed;
`

const put = 'INSERT INTO forwards (seq, endpoint, state, copy_failed) VALUES (?, ?, ?, 0)'
const setOutcome = 'UPDATE forwards SET state = ?, at = ?, problem = ? WHERE seq = ?'
const setCopyFailed = 'UPDATE forwards SET copy_failed = 1, at = ?, problem = coalesce(problem, ?) WHERE seq = ?'
const remove = 'DELETE FROM forwards WHERE seq IN (SELECT value FROM json_each(?))'

/** How forwarding stands, for each delivery; what waits in the queue. */
export const forwards: Projection = {
  name: 'forwards',
  version: '1',
  schema,
  owns: ownsTables('forwards'),
  contents: readAll('SELECT seq, endpoint, state, copy_failed, at, problem FROM forwards ORDER BY seq'),
  step,
}

/** Words for the numbers, in SQL on `forwards`. */
export const forwardStateSql = `CASE WHEN state = ${forwardCodes.ok} AND copy_failed THEN 'copy-failed'
  ELSE CASE state WHEN ${forwardCodes.open} THEN 'open' WHEN ${forwardCodes.ok} THEN 'ok'
  WHEN ${forwardCodes.failed} THEN 'failed' ELSE 'waiting' END END`

function step({ entries }: Batch): Statement[] {
  return entries.flatMap((entry) => {
    switch (entry.kind) {
      case 'delivery': {
        const { forwarding, endpointId } = entry.head
        if (forwarding === undefined) return []
        return [statement(put, entry.seq, endpointId, forwardCodes[forwarding === 'queue' ? 'waiting' : 'open'])]
      }
      case 'forwarded':
        return outcome(entry)
      case 'removed':
        return [statement(remove, JSON.stringify(entry.deliveries))]
      default:
        return []
    }
  })
}

function outcome({ about, forward }: Extract<LogEntry, { kind: 'forwarded' }>): Statement[] {
  const { role, error, sentAt, timing } = forward
  const at = sentAt + timing.totalMs
  if (role === 'copy') return error === null ? [] : [statement(setCopyFailed, at, error.message, about)]
  const state = stateOf(forward)
  const refused = state === 'failed' && forward.status !== null ? `The target answered ${forward.status}.` : null
  return [statement(setOutcome, forwardCodes[state], at, error?.message ?? refused, about)]
}

/** From the queue, nobody but Switchhook learns that the app refused a delivery, so that this is a failure there. */
function stateOf({
  role,
  error,
  given,
  status,
}: Extract<LogEntry, { kind: 'forwarded' }>['forward']): Exclude<ForwardState, 'open' | 'copy-failed'> {
  if (given === 'queued') return 'waiting'
  if (error !== null) return 'failed'
  return role === 'queued' && status !== null && status >= 400 ? 'failed' : 'ok'
}
