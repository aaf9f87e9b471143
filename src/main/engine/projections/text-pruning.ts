import type { Database } from '../lib/database.ts'

/**
 * `texts_left`: texts that rows were removed from (or that rows changed to others), to be removed as well where no other row
 * refers to them. No row up to `looked` does: rows that come later have greater numbers, and a row that changes to one of
 * these texts takes it off the list.
 */
export const textsLeft = `
CREATE TABLE texts_left (id INTEGER PRIMARY KEY, looked INTEGER NOT NULL) STRICT;
CREATE INDEX texts_left_looked ON texts_left (looked);
CREATE TRIGGER delivery_refers AFTER UPDATE OF provider, type ON deliveries
WHEN old.provider <> new.provider OR old.type <> new.type BEGIN
  INSERT OR IGNORE INTO texts_left SELECT id, 0 FROM texts WHERE id IN (old.provider, old.type);
  DELETE FROM texts_left WHERE id IN (new.provider, new.type);
END;
`

const columns = ['endpoint', 'provider', 'type', 'method', 'path']
const referred = (where: string) =>
  columns.map((column) => `SELECT ${column} FROM deliveries WHERE ${where}`).join(' UNION ')

/** Before the rows themselves are removed; takes their numbers as a JSON array. */
export const putTextsLeft = `WITH gone AS MATERIALIZED
    (SELECT * FROM deliveries WHERE seq IN (SELECT value FROM json_each(?)))
  INSERT OR IGNORE INTO texts_left SELECT id, 0 FROM texts
  WHERE id IN (${columns.map((column) => `SELECT ${column} FROM gone`).join(' UNION ')})`

/** So many sequence numbers are looked through, and so many texts removed, in one step. */
const atOnce = { looked: 10_000, removed: 200 }

/** A step towards texts that rows refer to, and no others. False: nothing is left to do. */
export function pruneTexts(db: Database): boolean {
  const from = db.prepare('SELECT min(looked) FROM texts_left').pluck().get() as number | null
  if (from === null) return false
  const last = db.prepare('SELECT coalesce(max(seq), 0) FROM deliveries').pluck().get() as number
  const next = db.prepare('SELECT min(looked) FROM texts_left WHERE looked > ?').pluck().get(from) as number | null
  // Those that were looked for further on wait until these have come as far.
  const through = Math.min(from + atOnce.looked, last, next ?? last)
  const stretch = { from, through }
  const isReferred = `id IN (${referred('seq > @from AND seq <= @through')})`
  db.prepare(`DELETE FROM texts_left WHERE looked = @from AND ${isReferred}`).run(stretch)
  if (through >= last) {
    const some = db
      .prepare('DELETE FROM texts_left WHERE id IN (SELECT id FROM texts_left WHERE looked = ? LIMIT ?) RETURNING id')
      .pluck()
      .all(from, atOnce.removed)
    db.prepare('DELETE FROM texts WHERE id IN (SELECT value FROM json_each(?))').run(JSON.stringify(some))
  }
  if (through > from) db.prepare('UPDATE texts_left SET looked = @through WHERE looked = @from').run(stretch)
  return true
}
