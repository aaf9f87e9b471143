import type { DeliveryRow } from '#shared/model/delivery.ts'

export const pageSize = 100
const mostPages = 60

/**
 * Rows that were read, kept by their place counted from the oldest (0): new deliveries come after the last place, so
 * places stay true while the list grows. Sparse, and bounded: pages far from where the user is are dropped.
 */
export class RowPages {
  readonly #pages = new Map<number, (DeliveryRow | undefined)[]>()

  at(place: number): DeliveryRow | undefined {
    return this.#pages.get(Math.floor(place / pageSize))?.[place % pageSize]
  }

  put(place: number, row: DeliveryRow): void {
    const number = Math.floor(place / pageSize)
    let page = this.#pages.get(number)
    if (!page) {
      page = new Array<DeliveryRow | undefined>(pageSize).fill(undefined)
      this.#pages.set(number, page)
    }
    page[place % pageSize] = row
  }

  /** Replaces a row that is held, found by its sequence number. */
  replace(row: DeliveryRow): boolean {
    const place = this.placeOf(row.seq)
    if (place === null) return false
    this.put(place, row)
    return true
  }

  placeOf(seq: number): number | null {
    for (const [number, page] of this.#pages) {
      const index = page.findIndex((row) => row?.seq === seq)
      if (index >= 0) return number * pageSize + index
    }
    return null
  }

  find(id: string): DeliveryRow | undefined {
    for (const page of this.#pages.values()) {
      const row = page.find((each) => each?.id === id)
      if (row) return row
    }
    return undefined
  }

  /** Are all places of this page held? `count` is the number of rows in the whole list. */
  isWhole(number: number, count: number): boolean {
    const page = this.#pages.get(number)
    if (!page) return false
    const places = Math.min(pageSize, count - number * pageSize)
    for (let index = 0; index < places; index += 1) if (page[index] === undefined) return false
    return true
  }

  /** Nearest row that is held at a place above `place`, at most `reach` places away: reading goes on from there. */
  nearestAbove(place: number, reach: number): { place: number; row: DeliveryRow } | null {
    for (let above = place + 1; above <= place + reach; above += 1) {
      const row = this.at(above)
      if (row) return { place: above, row }
    }
    return null
  }

  /** Drops what is farthest from `place` until at most `mostPages` are held. */
  trim(place: number): void {
    const here = Math.floor(place / pageSize)
    if (this.#pages.size <= mostPages) return
    const byDistance = [...this.#pages.keys()].sort((a, b) => Math.abs(b - here) - Math.abs(a - here))
    for (const number of byDistance.slice(0, this.#pages.size - mostPages)) this.#pages.delete(number)
  }

  clear(): void {
    this.#pages.clear()
  }

  get size(): number {
    return this.#pages.size
  }
}
