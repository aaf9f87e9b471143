import type { Database } from '../lib/database.ts'
import { readBlock } from './packing.ts'

/** Tells which deliveries lie in blocks. */
export interface PackedNumbers {
  has(seq: number): boolean
  /** Blocks are rewritten. */
  forget(): void
}

/** Blocks whose numbers are held: facts that are written one after another are about neighbours, e.g. in a replay run. */
const heldBlocks = 16

/** A block is decompressed to learn what is in it, so the numbers of the last few are held. Of the log's only writer. */
export function createPackedNumbers(db: Database): PackedNumbers {
  const blockOf = db
    .prepare('SELECT first FROM packs WHERE first = (SELECT max(first) FROM packs WHERE first <= ?) AND last >= ?')
    .pluck()
  const dataOf = db.prepare('SELECT data FROM packs WHERE first = ?').pluck()
  const held = new Map<number, ReadonlySet<number>>()

  function numbersOf(first: number): ReadonlySet<number> {
    const known = held.get(first)
    if (known !== undefined) return known
    // Of a damaged block nobody can tell.
    const numbers = new Set(readBlock(dataOf.get(first) as Uint8Array)?.map(({ seq }) => seq))
    if (held.size >= heldBlocks) held.delete(held.keys().next().value!)
    held.set(first, numbers)
    return numbers
  }

  return {
    has(seq) {
      const first = blockOf.get(seq, seq) as number | undefined
      return first !== undefined && numbersOf(first).has(seq)
    },
    forget: () => held.clear(),
  }
}
