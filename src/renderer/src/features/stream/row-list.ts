import type { DeliveryRow } from '#shared/model/delivery.ts'
import { RowPages } from './row-pages.ts'

/** Rows that have left are remembered up to so many. */
const maxLeft = 2000

/**
 * The places of a query's rows: those that are shown, and those that wait. A row that is shown keeps its index while the
 * list is held, whatever comes. Where a row's place is not known, because rows around it were not read, the caller is told
 * so (`false`) and has to count.
 */
export class RowList {
  readonly pages = new RowPages()
  /** Rows that are shown. */
  count = 0
  /** Rows that have a place: those that are shown, and newer ones that wait. */
  total = 0
  /** Newest sequence number that is shown, and newest that is known of. */
  anchor = 0
  newest = 0
  held = false
  /** Counts up when rows come or go anywhere but at the end. */
  shape = 0
  /** Rows that wait though their place is among those that are shown: they began to fit the query later. */
  readonly #late = new Map<number, DeliveryRow>()
  /** Rows that were shown and left: a deletion that is taken back brings them to where they were, also while held. */
  readonly #left = new Set<number>()
  /** Is told when rows from a place on were moved. */
  readonly #moved: (place: number) => void

  constructor(moved: (place: number) => void) {
    this.#moved = moved
  }

  get waiting(): number {
    return this.total - this.count + this.#late.size
  }

  /** Number of rows up to `newest`. */
  get known(): number {
    return this.total + this.#late.size
  }

  /** Number of late rows, or of those up to a sequence number. */
  lateUpTo(seq = Number.POSITIVE_INFINITY): number {
    return [...this.#late.keys()].filter((late) => late <= seq).length
  }

  isLate(seq: number): boolean {
    return this.#late.has(seq)
  }

  /** Forgets all rows: other places are true from now on. */
  reset({ count, total, anchor, newest }: Pick<RowList, 'count' | 'total' | 'anchor' | 'newest'>): void {
    Object.assign(this, { count, total, anchor, newest })
    this.#late.clear()
    this.#left.clear()
    this.pages.clear()
    this.shape += 1
  }

  /** Takes in a row that fits: a new one, or one that changed. */
  upsert(row: DeliveryRow): boolean {
    if (row.seq > this.newest) {
      this.newest = row.seq
      this.pages.put(this.total, row)
      this.total += 1
      return true
    }
    const found = this.pages.find(row.seq, this.total)
    if (found?.held) this.pages.put(found.place, row)
    else if (this.#late.has(row.seq)) this.#late.set(row.seq, row)
    else if (!found) return false
    else if (this.#left.delete(row.seq) && found.place <= this.count) {
      this.count += 1
      this.pages.insert(found.place, row)
      this.total += 1
      this.#shifted(found.place)
    } else if (this.held && found.place < this.count) {
      this.#late.set(row.seq, row)
      this.shape += 1
    } else {
      // Above all that is shown: what is read for the shown part has to end below it.
      if (this.held) this.anchor = Math.min(this.anchor, row.seq - 1)
      this.#insert(found.place, row)
    }
    return true
  }

  /** Takes out a row that was deleted, or fits no more. */
  remove(seq: number): boolean {
    if (this.#late.delete(seq)) this.shape += 1
    else if (seq <= this.newest) {
      const found = this.pages.find(seq, this.total)
      if (!found) return false
      if (found.held) {
        this.pages.remove(found.place)
        this.total -= 1
        if (found.place < this.count) {
          this.count -= 1
          this.#leave(seq)
        }
        this.#shifted(found.place)
      }
    }
    return true
  }

  /** Shows all that waits. */
  showNew(): boolean {
    let certain = true
    for (const row of this.#late.values()) {
      const found = this.pages.find(row.seq, this.total)
      if (found && !found.held) this.#insert(found.place, row)
      else if (!found) certain = false
    }
    this.#late.clear()
    this.anchor = this.newest
    this.count = this.total
    return certain
  }

  #leave(seq: number): void {
    if (this.#left.size >= maxLeft) this.#left.clear()
    this.#left.add(seq)
  }

  #insert(place: number, row: DeliveryRow): void {
    this.pages.insert(place, row)
    this.total += 1
    if (place < this.count) this.count += 1
    this.#shifted(place)
  }

  #shifted(place: number): void {
    this.shape += 1
    this.#moved(place)
  }
}
