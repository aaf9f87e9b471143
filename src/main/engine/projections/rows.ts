import { nearDeadline } from '#shared/attempts/deadline.ts'
import { spoolThreshold } from '../lib/captured-body.ts'
import type { AnnotationChange, AnsweredDelivery, DeliveryHead, Examination } from '../log/entries.ts'
import { blockBits, codeOf, codesVersion, flags, textKey } from './codes.ts'
import type { Batch, Projection, SqlValue, Statement } from './projection.ts'
import { ownsTables, readAll, statement } from './projection.ts'
import { pruneTexts, putTextsLeft, textsLeft } from './text-pruning.ts'

/** Not judged yet, in SQL on `deliveries`. */
export const checking = `verification = ${codeOf('verification', 'checking')} OR conformance = ${codeOf('conformance', 'checking')}`

/** On its way out, in SQL on `deliveries` and `tally`. */
export const leaving = `flags & ${flags.leaving}`

/** Its body is a file of its own, in SQL on `deliveries`. */
export const inFile = `size > ${spoolThreshold}`

/**
 * `deliveries` holds what is filtered by, in few bytes, so that many rows are looked through fast; `lines` holds the words
 * that a row shows. Repeated words are numbers of `texts` (0: none).
 */
const tables = `
CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY,
  at NUMERIC NOT NULL,
  endpoint INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  type INTEGER NOT NULL,
  method INTEGER NOT NULL,
  -- Without the query, which stands in lines.
  path INTEGER NOT NULL,
  size INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  verification INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  conformance INTEGER NOT NULL,
  issues INTEGER NOT NULL,
  deadline NUMERIC,
  documented INTEGER,
  call INTEGER NOT NULL,
  -- What was going to be answered; status: what was. 0: none.
  reply INTEGER NOT NULL,
  status INTEGER NOT NULL,
  answer_us INTEGER,
  stored_us INTEGER,
  -- Why there is no answer and will be none, 0 where there is or may be.
  unanswered INTEGER NOT NULL,
  -- 2: later than the deadline, 1: near it.
  late INTEGER NOT NULL AS (CASE
    WHEN status = 0 OR deadline IS NULL THEN 0
    WHEN answer_us > deadline * 1000 THEN 2
    ELSE answer_us >= deadline * ${1000 * nearDeadline} END) VIRTUAL
);
CREATE INDEX deliveries_endpoint ON deliveries (endpoint);
CREATE INDEX deliveries_call ON deliveries (call) WHERE call <> 0;
-- Whose bodies are files of their own.
CREATE INDEX deliveries_in_files ON deliveries (size) WHERE ${inFile};
CREATE INDEX deliveries_checking ON deliveries (seq) WHERE ${checking};
CREATE INDEX deliveries_leaving ON deliveries (seq) WHERE ${leaving};

CREATE TABLE lines (
  seq INTEGER PRIMARY KEY,
  direction INTEGER NOT NULL,
  who TEXT,
  text TEXT NOT NULL,
  call_id TEXT,
  url_query TEXT,
  handshake TEXT,
  cause TEXT,
  -- Name of the response rule that answered, and what it did.
  rule TEXT,
  rule_did INTEGER NOT NULL DEFAULT 0
) STRICT;
`

/** Columns by which rows are tallied: each combination within a block has its number of rows. */
const tallied = [
  ...['endpoint', 'provider', 'type', 'method', 'flags'],
  ...['verification', 'reason', 'conformance', 'status', 'late'],
] as const

const keyOf = (row: 'old' | 'new') => [`${row}.seq >> ${blockBits}`, ...tallied.map((column) => `${row}.${column}`)]
const isKeyOf = (row: 'old' | 'new') =>
  ['block', ...tallied].map((column, at) => `${column} = ${keyOf(row)[at]}`).join(' AND ')

const add = `INSERT INTO tally VALUES (${keyOf('new').join(', ')}, 1) ON CONFLICT DO UPDATE SET count = count + 1;`
const subtract = `UPDATE tally SET count = count - 1 WHERE ${isKeyOf('old')};
  DELETE FROM tally WHERE count = 0 AND ${isKeyOf('old')};`
const appear = `${add}
  INSERT INTO blocks VALUES (new.seq >> ${blockBits}, 1, new.at, new.at) ON CONFLICT DO UPDATE
    SET count = count + 1, first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at);
  INSERT INTO endpoint_counts VALUES (new.endpoint, 1, new.size) ON CONFLICT DO UPDATE
    SET count = count + 1, bytes = bytes + excluded.bytes;`
const vanish = `${subtract}
  UPDATE blocks SET count = count - 1 WHERE block = old.seq >> ${blockBits};
  DELETE FROM blocks WHERE block = old.seq >> ${blockBits} AND count = 0;
  UPDATE endpoint_counts SET count = count - 1, bytes = bytes - old.size WHERE endpoint = old.endpoint;
  DELETE FROM endpoint_counts WHERE endpoint = old.endpoint AND count = 0;`
const isLeaving = (row: 'old' | 'new') => `${row}.flags & ${flags.leaving}`

/**
 * Counting and far jumps read these instead of a million rows: how many rows of a block have which values, when the
 * deliveries of a block came (the bounds may be wider than what is left), how many an endpoint has, and with how many
 * bytes of bodies. Rows on their way out are in none of them.
 */
const tallies = `
CREATE TABLE tally (
  block INTEGER NOT NULL,
  ${tallied.map((column) => `${column} INTEGER NOT NULL`).join(',\n  ')},
  count INTEGER NOT NULL,
  PRIMARY KEY (block, ${tallied.join(', ')})
) STRICT, WITHOUT ROWID;
CREATE TABLE blocks (block INTEGER PRIMARY KEY, count INTEGER NOT NULL, first_at NUMERIC NOT NULL, last_at NUMERIC NOT NULL);
CREATE TABLE endpoint_counts (endpoint INTEGER PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;

CREATE TRIGGER delivery_added AFTER INSERT ON deliveries BEGIN
  ${appear}
END;
CREATE TRIGGER delivery_changed AFTER UPDATE ON deliveries
WHEN NOT (${isLeaving('old')} OR ${isLeaving('new')})
  AND (${tallied.map((column) => `old.${column} <> new.${column}`).join(' OR ')}) BEGIN
  ${subtract}
  ${add}
END;
CREATE TRIGGER delivery_leaving AFTER UPDATE OF flags ON deliveries
WHEN NOT ${isLeaving('old')} AND ${isLeaving('new')} BEGIN
  ${vanish}
END;
CREATE TRIGGER delivery_back AFTER UPDATE OF flags ON deliveries
WHEN ${isLeaving('old')} AND NOT ${isLeaving('new')} BEGIN
  ${appear}
END;
CREATE TRIGGER delivery_removed AFTER DELETE ON deliveries WHEN NOT ${isLeaving('old')} BEGIN
  ${vanish}
END;
`

const numberOf = 'coalesce((SELECT id FROM texts WHERE text = ?), 0)'

const putText = 'INSERT OR IGNORE INTO texts (text) VALUES (?)'
const putDelivery = `INSERT INTO deliveries
  (seq, at, endpoint, method, path, size, flags, reply, status, answer_us, stored_us, unanswered,
   provider, type, verification, reason, conformance, issues, deadline, documented, call)
  VALUES (?, ?, ${numberOf}, ${numberOf}, ${numberOf}, ?, ?, ?, ?, ?, ?, ?, ${numberOf}, ${numberOf}, ?, ?, ?, ?, ?, ?, ?)`
const putLine = `INSERT INTO lines (seq, url_query, handshake, rule, rule_did, direction, who, text, call_id, cause)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const setExamined = `UPDATE deliveries SET provider = ${numberOf}, type = ${numberOf}, verification = ?, reason = ?,
  conformance = ?, issues = ?, deadline = ?, documented = ?, call = ? WHERE seq = ?`
const setLine = 'UPDATE lines SET direction = ?, who = ?, text = ?, call_id = ?, cause = ? WHERE seq = ?'
/** The last word counts. The status of its own where the head does not know it, and 0 else. */
const setAnswered = `UPDATE deliveries SET status = coalesce(nullif(?, 0), reply), unanswered = 0, answer_us = ?,
  stored_us = ? WHERE seq = ? AND coalesce(nullif(?, 0), reply) <> 0`
const setUnanswered = 'UPDATE deliveries SET status = 0, unanswered = ?, answer_us = ?, stored_us = ? WHERE seq = ?'
const setCause = 'UPDATE lines SET cause = ? WHERE seq = ?'
const setFlags = 'UPDATE deliveries SET flags = flags & ~? | ? WHERE seq = ?'
const setLeaving = `UPDATE deliveries SET flags = flags | ${flags.leaving} WHERE seq IN (SELECT value FROM json_each(?))`
const setBack = `UPDATE deliveries SET flags = flags & ~${flags.leaving} WHERE seq IN (SELECT value FROM json_each(?))`
const removeRows = 'DELETE FROM deliveries WHERE seq IN (SELECT value FROM json_each(?))'
const removeLines = 'DELETE FROM lines WHERE seq IN (SELECT value FROM json_each(?))'

/** Rows of the stream with everything that filters ask for, and their tallies. */
export const rows: Projection = {
  name: 'rows',
  version: `5 ${codesVersion}`,
  schema: tables + tallies + textsLeft,
  owns: ownsTables('texts', 'texts_left', 'deliveries', 'lines', 'tally', 'blocks', 'endpoint_counts'),
  contents: readAll(
    `SELECT seq, at, e.text, p.text, t.text, m.text, u.text, size, flags, verification, reason, conformance, issues,
       deadline, documented, call, reply, status, answer_us, stored_us, unanswered, late, direction, who, lines.text, call_id,
       url_query, handshake, cause, rule, rule_did
     FROM deliveries JOIN lines USING (seq) LEFT JOIN texts e ON e.id = endpoint LEFT JOIN texts p ON p.id = provider
     LEFT JOIN texts t ON t.id = type LEFT JOIN texts m ON m.id = method LEFT JOIN texts u ON u.id = path ORDER BY seq`,
    `SELECT block, e.text, p.text, t.text, m.text, flags, verification, reason, conformance, status, late, count
     FROM tally LEFT JOIN texts e ON e.id = endpoint LEFT JOIN texts p ON p.id = provider
     LEFT JOIN texts t ON t.id = type LEFT JOIN texts m ON m.id = method ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`,
    'SELECT block, count FROM blocks ORDER BY block',
    'SELECT text, count, bytes FROM endpoint_counts JOIN texts ON id = endpoint ORDER BY text',
  ),
  step,
  tidy: pruneTexts,
}

/** Answers and examinations of deliveries of the same batch go into their first statement: an update costs as much again. */
function step({ entries }: Batch): Statement[] {
  const answers = latestAnswers(entries)
  const examinations = latestExaminations(entries)
  const texts = new Set<string>()
  const changes: Statement[] = []
  const arrived = new Set<number>()
  const refer = (text: string | null): string | null => {
    if (text !== null) texts.add(text)
    return text
  }
  for (const entry of entries) {
    switch (entry.kind) {
      case 'delivery': {
        arrived.add(entry.seq)
        const answer = answers.get(entry.seq)
        const examination = examinations.get(entry.seq) ?? entry.head
        changes.push(...insertion(entry.seq, entry.head, examination, answer, refer))
        break
      }
      case 'answered':
        changes.push(...entry.answers.filter(({ about }) => !arrived.has(about)).map(ending))
        break
      case 'examined':
        if (arrived.has(entry.about)) break
        changes.push({ sql: setExamined, params: [...examined(entry.examination, refer), entry.about] })
        changes.push({ sql: setLine, params: [...line(entry.examination), entry.about] })
        break
      case 'cause-found':
        if (!arrived.has(entry.about)) changes.push(statement(setCause, entry.cause.sentence, entry.about))
        break
      case 'annotated':
        changes.push(annotation(entry.about, entry.change))
        break
      case 'hidden':
      case 'restored':
        changes.push(statement(entry.kind === 'hidden' ? setLeaving : setBack, JSON.stringify(entry.deliveries)))
        break
      case 'removed': {
        const gone = JSON.stringify(entry.deliveries)
        changes.push(statement(putTextsLeft, gone), statement(removeRows, gone), statement(removeLines, gone))
        break
      }
    }
  }
  return [...[...texts].map((text) => statement(putText, text)), ...changes]
}

function ending({ about, afterMs, storedAfterMs, reply, unanswered }: AnsweredDelivery): Statement {
  const times = [microseconds(afterMs), microseconds(storedAfterMs)]
  const code = codeOf('unanswered', unanswered ?? null)
  if (code !== 0) return statement(setUnanswered, code, ...times, about)
  const status = reply?.status ?? 0
  return statement(setAnswered, status, ...times, about, status)
}

/** The last word on how each delivery was answered. */
function latestAnswers(entries: Batch['entries']): ReadonlyMap<number, AnsweredDelivery> {
  const answers = new Map<number, AnsweredDelivery>()
  /** Without a planned reply, and so without an answer as long as an entry does not say which. */
  const unplanned = new Set<number>()
  const isNone = ({ about, reply, unanswered }: AnsweredDelivery) =>
    reply === undefined && unanswered === undefined && unplanned.has(about)
  for (const entry of entries) {
    if (entry.kind === 'delivery' && entry.head.reply === null) unplanned.add(entry.seq)
    if (entry.kind !== 'answered') continue
    for (const answer of entry.answers) if (!isNone(answer)) answers.set(answer.about, answer)
  }
  return answers
}

/** The last word on what each delivery is. A cause belongs to the examination before it. */
function latestExaminations(entries: Batch['entries']): ReadonlyMap<number, Examination> {
  const examinations = new Map<number, Examination>()
  for (const entry of entries) {
    if (entry.kind === 'delivery') examinations.set(entry.seq, entry.head)
    else if (entry.kind === 'examined') examinations.set(entry.about, entry.examination)
    else if (entry.kind === 'cause-found') {
      const before = examinations.get(entry.about)
      if (before === undefined) continue
      const verification = { ...before.verification, cause: entry.cause }
      examinations.set(entry.about, { ...before, verification })
    }
  }
  return examinations
}

type Refer = (text: string | null) => string | null

function insertion(
  seq: number,
  head: DeliveryHead,
  examination: Examination,
  answer: AnsweredDelivery | undefined,
  refer: Refer,
): Statement[] {
  const { request, endpointId, receivedAt, sample, handshake, reply, rule, imported } = head
  const [path, query] = splitTarget(request.target)
  const marks =
    (request.aborted ? flags.aborted : 0) |
    (sample ? flags.sample : 0) |
    (handshake !== null ? flags.handshake : 0) |
    (imported !== undefined ? flags.imported : 0) |
    (query !== null ? flags.urlQuery : 0)
  const unanswered = codeOf('unanswered', answer?.unanswered ?? null)
  const status = unanswered === 0 ? (answer?.reply?.status ?? reply?.status ?? 0) : 0
  const given = answer === undefined || (status === 0 && unanswered === 0) ? null : answer
  const times = given === null ? [null, null] : [microseconds(given.afterMs), microseconds(given.storedAfterMs)]
  const planned = reply?.status ?? 0
  return [
    {
      sql: putDelivery,
      params: [
        ...[seq, receivedAt, refer(endpointId), refer(request.method), refer(path), request.bodySize, marks],
        ...[planned, given === null ? 0 : status, ...times, unanswered, ...examined(examination, refer)],
      ],
    },
    {
      sql: putLine,
      params: [seq, query, handshake, rule?.name ?? null, codeOf('ruleDid', rule?.did ?? null), ...line(examination)],
    },
  ]
}

function annotation(seq: number, { pinned, note }: AnnotationChange): Statement {
  const changed = (pinned === undefined ? 0 : flags.pinned) | (note === undefined ? 0 : flags.noted)
  return statement(setFlags, changed, (pinned ? flags.pinned : 0) | (note ? flags.noted : 0), seq)
}

function examined({ facts, verification, conformance, deadlineMs, attemptsDocumented }: Examination, refer: Refer) {
  const values: SqlValue[] = [
    refer(facts.provider),
    refer(facts.eventType),
    codeOf('verification', verification.state),
    codeOf('reason', verification.reason),
    codeOf('conformance', conformance.state),
    conformance.issueCount,
    deadlineMs,
    attemptsDocumented,
    facts.callId === null ? 0 : textKey(facts.callId),
  ]
  return values
}

function line({ facts, verification }: Examination): SqlValue[] {
  const { direction, who, text } = facts.summary
  return [codeOf('direction', direction), who, text, facts.callId, verification.cause?.sentence ?? null]
}

function splitTarget(target: string): [path: string, query: string | null] {
  const at = target.indexOf('?')
  return at === -1 ? [target, null] : [target.slice(0, at), target.slice(at + 1)]
}

function microseconds(ms: number): number {
  return Math.round(ms * 1000)
}
