import type { Database } from '../lib/database.ts'

/** More than this are not shared: they come from packs, which are few; anything else would grow without end. */
const maxShared = 2000

/**
 * Parts of heads that many deliveries have in common, such as what a scheme covers: each stands once in the table
 * `shared`, and heads hold its number.
 */
export interface SharedParts {
  /** The part's number; the part itself where there are too many already. To be called outside of a transaction. */
  put<T extends object>(part: T): T | number
}

export function createSharedParts(db: Database): SharedParts {
  const insert = db.prepare('INSERT INTO shared (json) VALUES (?)')
  const rows = db.prepare('SELECT id, json FROM shared').all() as { id: number; json: string }[]
  const byText = new Map(rows.map(({ id, json }) => [json, id]))
  const byObject = new WeakMap<object, number>()

  function numberOf(part: object): number | null {
    const json = JSON.stringify(part)
    const known = byText.get(json)
    if (known !== undefined) return known
    if (byText.size >= maxShared) return null
    const id = Number(insert.run(json).lastInsertRowid)
    byText.set(json, id)
    return id
  }

  return {
    put(part) {
      const known = byObject.get(part)
      if (known !== undefined) return known
      const id = numberOf(part)
      if (id === null) return part
      byObject.set(part, id)
      return id
    },
  }
}

/** Resolves what `put` gave; `otherwise` where damage has taken the part: one page must not cost all deliveries. */
export type ReadShared = <T extends object>(part: T | number, otherwise: T) => T

export function sharedPartsReader(db: Database): ReadShared {
  const find = db.prepare('SELECT json FROM shared WHERE id = ?').pluck()
  const read = new Map<number, object>()
  return <T extends object>(part: T | number, otherwise: T): T => {
    if (typeof part !== 'number') return part
    const known = read.get(part)
    if (known !== undefined) return known as T
    const json = find.get(part) as string | undefined
    if (json === undefined) return otherwise
    const value = JSON.parse(json) as T
    read.set(part, value)
    return value
  }
}
