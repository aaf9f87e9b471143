import type { DeliveryFacts } from '#shared/model/delivery.ts'
import type { LogEntry } from '../log/entries.ts'
import { textKey } from './codes.ts'
import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

/**
 * `attempts` has the deliveries with an event id; those of one `key` (of that id) and `scope` (endpoint and provider) are
 * numbered in order of arrival. `attempts_dirty`: events to be numbered again at the end of the batch.
 */
const schema = `
CREATE TABLE attempt_scopes (id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, provider TEXT NOT NULL, UNIQUE (endpoint, provider)) STRICT;
CREATE TABLE attempts (
  seq INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_event ON attempts (key, scope);
CREATE INDEX attempts_retries ON attempts (attempt) WHERE attempt > 1;
CREATE TABLE attempts_dirty (key INTEGER, scope INTEGER, PRIMARY KEY (key, scope)) STRICT, WITHOUT ROWID;
`

const scopeOf = '(SELECT id FROM attempt_scopes WHERE endpoint = ? AND provider = ?)'

const putScope = 'INSERT OR IGNORE INTO attempt_scopes (endpoint, provider) VALUES (?, ?)'
/** Of the newest delivery so far. */
const put = `WITH this (seq, key, event, scope) AS (SELECT ?, ?, ?, id FROM attempt_scopes WHERE endpoint = ? AND provider = ?)
  INSERT INTO attempts (seq, key, event, scope, attempt)
  SELECT seq, key, event, scope, 1 + coalesce((SELECT attempt FROM attempts AS one
    WHERE one.key = this.key AND one.scope = this.scope ORDER BY one.seq DESC LIMIT 1), 0) FROM this`
const markLeft = `INSERT OR IGNORE INTO attempts_dirty SELECT key, scope FROM attempts
  WHERE seq = ? AND (key <> ? OR scope IS NOT ${scopeOf})`
const markRemoved = `INSERT OR IGNORE INTO attempts_dirty
  SELECT key, scope FROM attempts WHERE seq IN (SELECT value FROM json_each(?))`
const remove = 'DELETE FROM attempts WHERE seq IN (SELECT value FROM json_each(?))'
const markJoined = `WITH this (seq, key, scope) AS (SELECT ?, ?, id FROM attempt_scopes WHERE endpoint = ? AND provider = ?)
  INSERT OR IGNORE INTO attempts_dirty SELECT key, scope FROM this WHERE NOT EXISTS
    (SELECT 1 FROM attempts AS one WHERE one.seq = this.seq AND one.key = this.key AND one.scope = this.scope)`
const join = `INSERT INTO attempts (seq, key, scope, attempt, event) VALUES (?, ?, ${scopeOf}, 1, ?)
  ON CONFLICT (seq) DO UPDATE SET key = excluded.key, scope = excluded.scope, event = excluded.event`
/** All events at once: one event may have lost a thousand deliveries in this batch. */
const renumber = `UPDATE attempts SET attempt = right.attempt FROM
  (SELECT seq, row_number() OVER (PARTITION BY key, scope ORDER BY seq) AS attempt
   FROM attempts_dirty JOIN attempts USING (key, scope)) AS right
  WHERE attempts.seq = right.seq AND attempts.attempt <> right.attempt RETURNING attempts.seq`
const numbered = 'DELETE FROM attempts_dirty'

/** Number of the attempt among the deliveries of the same event, endpoint and provider. */
export const attempts: Projection = {
  name: 'attempts',
  version: '1',
  schema,
  owns: ownsTables('attempt_scopes', 'attempts', 'attempts_dirty'),
  contents: readAll(
    `SELECT seq, endpoint, provider, event, attempt FROM attempts JOIN attempt_scopes ON id = scope ORDER BY seq`,
  ),
  step,
}

function step({ entries, delivery }: Batch): Statement[] {
  const changes: Statement[] = []
  const scopes = new Map<string, Statement>()
  const scopeOfEvent = (endpoint: string, { provider }: DeliveryFacts): readonly [string, string] => {
    const scope = [endpoint, provider ?? ''] as const
    scopes.set(scope.join('\n'), statement(putScope, ...scope))
    return scope
  }
  const examined = lastExaminations(entries)
  const arrived = new Set<number>()
  let dirty = false

  for (const entry of entries) {
    if (entry.kind === 'delivery') {
      arrived.add(entry.seq)
      const facts = examined.get(entry.seq) ?? entry.head.facts
      if (facts.eventId === null) continue
      const scope = scopeOfEvent(entry.head.endpointId, facts)
      changes.push(statement(put, entry.seq, textKey(facts.eventId), facts.eventId, ...scope))
    } else if (entry.kind === 'examined' && !arrived.has(entry.about)) {
      dirty = true
      const { about } = entry
      const { facts } = entry.examination
      const endpoint = facts.eventId === null ? undefined : delivery(about)?.head.endpointId
      if (facts.eventId === null || endpoint === undefined) {
        changes.push(...removal([about]))
        continue
      }
      const key = textKey(facts.eventId)
      const scope = scopeOfEvent(endpoint, facts)
      changes.push(statement(markLeft, about, key, ...scope), statement(markJoined, about, key, ...scope))
      changes.push(statement(join, about, key, ...scope, facts.eventId))
    } else if (entry.kind === 'removed') {
      dirty = true
      changes.push(...removal(entry.deliveries))
    }
  }
  const finish = dirty ? [{ ...statement(renumber), tells: true as const }, statement(numbered)] : []
  return [...scopes.values(), ...changes, ...finish]
}

function removal(seqs: readonly number[]): Statement[] {
  const gone = JSON.stringify(seqs)
  return [statement(markRemoved, gone), statement(remove, gone)]
}

function lastExaminations(entries: readonly LogEntry[]): ReadonlyMap<number, DeliveryFacts> {
  const found = new Map<number, DeliveryFacts>()
  for (const entry of entries) if (entry.kind === 'examined') found.set(entry.about, entry.examination.facts)
  return found
}
