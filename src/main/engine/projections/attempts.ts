import { createHash } from 'node:crypto'
import type { DeliveryFacts } from '#shared/model/delivery.ts'
import type { DeliveryHead, LogEntry, StoredBody } from '../log/entries.ts'
import { textKey } from './codes.ts'
import { type Batch, ownsTables, type Projection, readAll, type Statement, statement } from './projection.ts'

/**
 * `attempts` has the deliveries with an event id; those of one `key` (of that id) and `scope` (endpoint and provider) are
 * numbered in order of arrival, and `first` is the `seq` of the first of them. Where a provider sends no event id, deliveries
 * with the same bytes are joined, and `guess` says that this is no more than likely. Deliveries on their way out stand in
 * `attempts_hidden` too; they are attempt 0 and not counted. `attempts_dirty`: events to be numbered again at the end of the batch.
 */
const schema = `
CREATE TABLE attempt_scopes (id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, provider TEXT NOT NULL, UNIQUE (endpoint, provider)) STRICT;
CREATE TABLE attempts (
  seq INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  first INTEGER NOT NULL,
  event TEXT NOT NULL,
  guess INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_event ON attempts (key, scope);
CREATE INDEX attempts_retries ON attempts (attempt) WHERE attempt > 1;
-- From an event to its later attempts. It has all that lists of events ask for.
CREATE INDEX attempts_of ON attempts (first, attempt) WHERE attempt > 1;
CREATE TABLE attempts_hidden (seq INTEGER PRIMARY KEY) STRICT;
CREATE TABLE attempts_dirty (key INTEGER, scope INTEGER, PRIMARY KEY (key, scope)) STRICT, WITHOUT ROWID;
`

const scopeOf = '(SELECT id FROM attempt_scopes WHERE endpoint = ? AND provider = ?)'

const putScope = 'INSERT OR IGNORE INTO attempt_scopes (endpoint, provider) VALUES (?, ?)'
/** Of the newest delivery so far. */
const put = `WITH this (seq, key, event, guess, scope) AS (SELECT ?, ?, ?, ?, id FROM attempt_scopes WHERE endpoint = ? AND provider = ?)
  INSERT INTO attempts (seq, key, event, guess, scope, attempt, first)
  SELECT this.seq, this.key, this.event, this.guess, this.scope, 1 + coalesce(before.attempt, 0), coalesce(before.first, this.seq)
  FROM this LEFT JOIN attempts AS before ON before.seq = (SELECT max(seq) FROM attempts AS one
    WHERE one.key = this.key AND one.scope = this.scope AND one.attempt > 0)`
const markLeft = `INSERT OR IGNORE INTO attempts_dirty SELECT key, scope FROM attempts
  WHERE seq = ? AND (key <> ? OR scope IS NOT ${scopeOf})`
const markRemoved = `INSERT OR IGNORE INTO attempts_dirty
  SELECT key, scope FROM attempts WHERE seq IN (SELECT value FROM json_each(?))`
const hide = 'INSERT OR IGNORE INTO attempts_hidden SELECT value FROM json_each(?)'
const unhide = 'DELETE FROM attempts_hidden WHERE seq IN (SELECT value FROM json_each(?))'
const remove = 'DELETE FROM attempts WHERE seq IN (SELECT value FROM json_each(?))'
const markJoined = `WITH this (seq, key, scope) AS (SELECT ?, ?, id FROM attempt_scopes WHERE endpoint = ? AND provider = ?)
  INSERT OR IGNORE INTO attempts_dirty SELECT key, scope FROM this WHERE NOT EXISTS
    (SELECT 1 FROM attempts AS one WHERE one.seq = this.seq AND one.key = this.key AND one.scope = this.scope)`
const join = `INSERT INTO attempts (seq, key, scope, attempt, event, guess, first) VALUES (?, ?, ${scopeOf}, 1, ?, ?, ?)
  ON CONFLICT (seq) DO UPDATE SET key = excluded.key, scope = excluded.scope, event = excluded.event, guess = excluded.guess`
/**
 * All events at once: one event may have lost a thousand deliveries in this batch. The plus keeps SQLite from going through
 * the whole table to look up the few that are numbered again.
 */
const renumber = `UPDATE attempts SET attempt = right.attempt, first = right.first FROM
  (SELECT seq, iif(hidden, 0, row_number() OVER event) AS attempt, iif(hidden, seq, first_value(seq) OVER event) AS first
   FROM (SELECT *, seq IN (SELECT seq FROM attempts_hidden) AS hidden FROM attempts_dirty JOIN attempts USING (key, scope))
   WINDOW event AS (PARTITION BY key, scope, hidden ORDER BY seq)) AS right
  WHERE attempts.seq = +right.seq AND (attempts.attempt <> right.attempt OR attempts.first <> right.first)
  RETURNING attempts.seq`
/** Events that have more or fewer attempts now, by their first ones. */
const changed =
  'SELECT min(seq) FROM attempts_dirty JOIN attempts USING (key, scope) WHERE attempt > 0 GROUP BY key, scope'
const numbered = 'DELETE FROM attempts_dirty'

/** Number of the attempt among the deliveries of the same event, endpoint and provider. */
export const attempts: Projection = {
  name: 'attempts',
  version: '4',
  schema,
  owns: ownsTables('attempt_scopes', 'attempts', 'attempts_hidden', 'attempts_dirty'),
  contents: readAll(
    `SELECT seq, endpoint, provider, event, guess, attempt, first FROM attempts JOIN attempt_scopes ON id = scope ORDER BY seq`,
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
      const event = eventOf(facts, entry)
      if (event === null) continue
      const scope = scopeOfEvent(entry.head.endpointId, facts)
      changes.push(statement(put, entry.seq, textKey(event.name), event.name, event.guess, ...scope))
    } else if (entry.kind === 'examined' && !arrived.has(entry.about)) {
      dirty = true
      const { about } = entry
      const { facts } = entry.examination
      const stored = delivery(about)
      const event = stored === null ? null : eventOf(facts, stored)
      if (stored === null || event === null) {
        changes.push(...removal([about]))
        continue
      }
      const key = textKey(event.name)
      const scope = scopeOfEvent(stored.head.endpointId, facts)
      changes.push(statement(markLeft, about, key, ...scope), statement(markJoined, about, key, ...scope))
      changes.push(statement(join, about, key, ...scope, event.name, event.guess, about))
    } else if (entry.kind === 'removed') {
      dirty = true
      changes.push(...removal(entry.deliveries), statement(unhide, JSON.stringify(entry.deliveries)))
    } else if (entry.kind === 'hidden' || entry.kind === 'restored') {
      dirty = true
      const these = JSON.stringify(entry.deliveries)
      changes.push(statement(markRemoved, these), statement(entry.kind === 'hidden' ? hide : unhide, these))
    }
  }
  const told = [renumber, changed].map((sql) => ({ ...statement(sql), tells: true as const }))
  const finish = dirty ? [...told, statement(numbered)] : []
  return [...scopes.values(), ...changes, ...finish]
}

interface EventName {
  readonly name: string
  /** 1: by its bytes, not by an id. */
  readonly guess: 0 | 1
}

/** What a delivery is an attempt of. The same sample may be sent again and again, and so may a set-up request. */
function eventOf(
  { eventId, eventType, provider }: DeliveryFacts,
  { head, body }: { readonly head: DeliveryHead; readonly body: StoredBody },
): EventName | null {
  if (eventId !== null) return { name: eventId, guess: 0 }
  const isEvent = provider !== null && eventType !== null && !head.sample && head.handshake === null
  if (!isEvent || head.request.aborted || body.kind !== 'bytes' || body.bytes.length === 0) return null
  return { name: createHash('sha256').update(body.bytes).digest('base64url'), guess: 1 }
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
