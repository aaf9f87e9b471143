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
/**
 * The last one counted before. Without the cast SQLite would prepare the statement again for each value: it plans an order
 * by what an equal term is bound to.
 */
const before = (column: 'attempt' | 'first') => `(SELECT ${column} FROM attempts
  WHERE key = CAST(? AS INTEGER) AND scope = ${scopeOf} AND attempt > 0 ORDER BY seq DESC LIMIT 1)`
/** Of the newest delivery so far. A SELECT in the place of VALUES would go through a table of its own. */
const put = `INSERT INTO attempts (seq, key, event, guess, scope, attempt, first)
  VALUES (?, ?, ?, ?, ${scopeOf}, 1 + coalesce(${before('attempt')}, 0), coalesce(${before('first')}, ?))`
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

  const arrive = (entry: Entry<'delivery'>): Statement[] => {
    arrived.add(entry.seq)
    const facts = examined.get(entry.seq) ?? entry.head.facts
    const event = eventOf(facts, entry)
    if (event === null) return []
    const scope = scopeOfEvent(entry.head.endpointId, facts)
    const key = textKey(event.name)
    const ofEvent = [key, ...scope] as const
    return [statement(put, entry.seq, key, event.name, event.guess, ...scope, ...ofEvent, ...ofEvent, entry.seq)]
  }
  /** To the event that it is an attempt of by what is known now. */
  const move = ({ about, examination: { facts } }: Entry<'examined'>): Statement[] => {
    const stored = delivery(about)
    const event = stored === null ? null : eventOf(facts, stored)
    if (stored === null || event === null) return removal([about])
    const key = textKey(event.name)
    const scope = scopeOfEvent(stored.head.endpointId, facts)
    return [
      statement(markLeft, about, key, ...scope),
      statement(markJoined, about, key, ...scope),
      statement(join, about, key, ...scope, event.name, event.guess, about),
    ]
  }

  for (const entry of entries) {
    if (entry.kind === 'delivery') {
      changes.push(...arrive(entry))
      continue
    }
    const renumbering = entry.kind === 'examined' && !arrived.has(entry.about) ? move(entry) : leaveOrReturn(entry)
    if (renumbering === null) continue
    dirty = true
    changes.push(...renumbering)
  }
  const told = [renumber, changed].map((sql) => ({ ...statement(sql), tells: true as const }))
  const finish = dirty ? [...told, statement(numbered)] : []
  return [...scopes.values(), ...changes, ...finish]
}

type Entry<K extends LogEntry['kind']> = Extract<LogEntry, { kind: K }>

/** Null for an entry that is about something else. */
function leaveOrReturn(entry: LogEntry): Statement[] | null {
  if (entry.kind !== 'removed' && entry.kind !== 'hidden' && entry.kind !== 'restored') return null
  const these = JSON.stringify(entry.deliveries)
  if (entry.kind === 'removed') return [...removal(entry.deliveries), statement(unhide, these)]
  return [statement(markRemoved, these), statement(entry.kind === 'hidden' ? hide : unhide, these)]
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
