import type { DeliveryRow } from '#shared/model/delivery.ts'

export const pageSize = 100
const maxPages = 60

type Page = (DeliveryRow | undefined)[]

/** Where a row with a sequence number is; `null`: rows around it were not read, so that nobody here can tell. */
type Found = { readonly held: true; readonly place: number } | { readonly held: false; readonly place: number } | null

/**
 * Rows that were read, by their place counted from the oldest (0): new deliveries come after the last place, so places
 * stay true while the list grows. Sparse, and bounded: pages far from where the user is are dropped.
 */
export class RowPages {
  readonly #pages = new Map<number, Page>()

  at(place: number): DeliveryRow | undefined {
    return this.#pages.get(Math.floor(place / pageSize))?.[place % pageSize]
  }

  put(place: number, row: DeliveryRow): void {
    this.#page(Math.floor(place / pageSize))[place % pageSize] = row
  }

  /** Puts a row between others: those from `place` on move up by one. */
  insert(place: number, row: DeliveryRow): void {
    const from = Math.floor(place / pageSize)
    for (const number of this.#numbers(from).reverse()) {
      const page = this.#page(number)
      page.splice(number === from ? place % pageSize : 0, 0, undefined)
      const last = page.pop()
      if (last) this.put((number + 1) * pageSize, last)
    }
    this.put(place, row)
  }

  /** Takes a row out: those above `place` move down by one. */
  remove(place: number): void {
    const from = Math.floor(place / pageSize)
    for (const number of this.#numbers(from)) {
      const page = this.#page(number)
      const [first] = page.splice(number === from ? place % pageSize : 0, 1)
      page.push(undefined)
      if (number > from && first) this.put(number * pageSize - 1, first)
    }
  }

  placeOf(seq: number): number | null {
    for (const [number, page] of this.#pages) {
      if ((firstOf(page)?.seq ?? Number.POSITIVE_INFINITY) > seq || (lastOf(page)?.seq ?? 0) < seq) continue
      const index = page.findIndex((row) => row?.seq === seq)
      if (index >= 0) return number * pageSize + index
    }
    return null
  }

  /**
   * The place of a row, or, where both its neighbours are known and adjacent, the place that it would take: then it is
   * certain that the list of `total` rows does not have it yet.
   */
  find(seq: number, total: number): Found {
    const held = this.placeOf(seq)
    if (held !== null) return { held: true, place: held }
    let below = -1
    let above = total
    for (const [number, page] of this.#pages) {
      const split = page.findLastIndex((row) => row !== undefined && row.seq < seq)
      if (split >= 0) below = Math.max(below, number * pageSize + split)
      const next = page.findIndex((row) => row !== undefined && row.seq > seq)
      if (next >= 0) above = Math.min(above, number * pageSize + next)
    }
    return above - below === 1 ? { held: false, place: above } : null
  }

  byId(id: string): DeliveryRow | undefined {
    for (const page of this.#pages.values()) {
      const row = page.find((each) => each?.id === id)
      if (row) return row
    }
    return undefined
  }

  /** Are all places of this page held? `total` is the number of rows in the whole list. */
  isWhole(number: number, total: number): boolean {
    const page = this.#pages.get(number)
    if (!page) return false
    const places = Math.min(pageSize, total - number * pageSize)
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

  /** Drops what is farthest from `place` until at most `maxPages` are held. */
  trim(place: number): void {
    if (this.#pages.size <= maxPages) return
    const here = Math.floor(place / pageSize)
    const byDistance = [...this.#pages.keys()].sort((a, b) => Math.abs(b - here) - Math.abs(a - here))
    for (const number of byDistance.slice(0, this.#pages.size - maxPages)) this.#pages.delete(number)
  }

  clear(): void {
    this.#pages.clear()
  }

  get size(): number {
    return this.#pages.size
  }

  #page(number: number): Page {
    let page = this.#pages.get(number)
    if (!page) {
      page = new Array<DeliveryRow | undefined>(pageSize).fill(undefined)
      this.#pages.set(number, page)
    }
    return page
  }

  #numbers(from: number): number[] {
    return [...this.#pages.keys()].filter((number) => number >= from).sort((a, b) => a - b)
  }
}

/** Pages are whole as a rule, so that these look at one place only. */
const firstOf = (page: Page) => page[0] ?? page.find((row) => row !== undefined)
const lastOf = (page: Page) => page.at(-1) ?? page.findLast((row) => row !== undefined)
