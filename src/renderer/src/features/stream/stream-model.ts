import type { AppClient } from '#shared/api/contract.ts'
import type { StreamItem } from '#shared/api/contract-types.ts'
import type { deliveryStreams } from '#shared/api/deliveries.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { pageSize, RowPages } from './row-pages.ts'

export type StreamChange = StreamItem<(typeof deliveryStreams)['deliveries.watch']>

/** What the list shows, apart from the rows themselves (`rowAt`). A new object after each change. */
export interface StreamView {
  /** Rows in the list; null until the first answer. */
  readonly count: number | null
  /** New rows that wait while the list is held. */
  readonly waiting: number
  readonly loading: boolean
  /** The first rows are there (or known not to be). */
  readonly ready: boolean
  /** Why rows could not be read; `retry` tries again. */
  readonly problem: unknown
}

export interface StreamModelOptions {
  readonly client: Pick<AppClient, 'call'>
  readonly query: string
  /** Called after changes; the caller gathers several into one. */
  readonly changed: () => void
}

const mostReads = 2
/** New rows that are kept while they wait; more are read when they are wanted. */
const mostKept = 200

/**
 * The rows of one query, newest first, of which only those near the window are held. The list is anchored at a sequence
 * number: what arrives later waits (`hold`) or is put on top at once.
 */
export class StreamModel {
  readonly query: string
  readonly #client: Pick<AppClient, 'call'>
  readonly #changed: () => void
  readonly #pages = new RowPages()
  #view: StreamView = { count: null, waiting: 0, loading: true, ready: false, problem: null }
  /** Newest sequence number that belongs to the list. */
  #anchor = 0
  #newest = 0
  #kept: DeliveryRow[] = []
  #held = false
  #window = { first: 0, last: 0 }
  readonly #reading = new Set<number>()
  /** Counts up when places stop being true, so that answers to older questions are dropped. */
  #epoch = 0
  /** Pages that came back shorter than counted: read again only after a new count. */
  readonly #short = new Set<number>()
  #closed = false

  constructor({ client, query, changed }: StreamModelOptions) {
    this.query = query
    this.#client = client
    this.#changed = changed
  }

  get view(): StreamView {
    return this.#view
  }

  /** Sequence number after which `deliveries.watch` has to tell what is new. */
  get watchAfter(): number {
    return this.#newest
  }

  /** Counts the rows and begins to read the first ones; false where that failed (`view.problem` says why). */
  async open(): Promise<boolean> {
    await this.#count(true)
    return this.#view.count !== null && this.#view.problem === null
  }

  /**
   * Counts anew. What is held stays true unless `anew` says otherwise or the number of rows is not what it was: then it is
   * read again, up to the same anchor while the list is held.
   */
  async #count(anew: boolean): Promise<void> {
    if (anew) this.#epoch += 1
    const epoch = this.#epoch
    const { query } = this
    const { count, waiting } = this.#view
    try {
      const all = await this.#client.call('deliveries.count', { query })
      if (this.#stale(epoch) || (!anew && all.count === (count ?? 0) + waiting)) return
      const keep = this.#held && count !== null
      const shown = keep ? await this.#client.call('deliveries.count', { query, through: this.#anchor }) : all
      if (this.#stale(epoch)) return
      this.#epoch += 1
      this.#newest = Math.max(this.#newest, all.newest)
      if (!keep) this.#anchor = this.#newest
      this.#kept = []
      this.#short.clear()
      this.#pages.clear()
      this.#set({
        count: shown.count,
        waiting: all.count - shown.count,
        loading: false,
        ready: this.#view.ready || shown.count === 0,
        problem: null,
      })
      this.#pump()
    } catch (error) {
      if (!this.#stale(epoch)) this.#set({ loading: false, problem: error })
    }
  }

  close(): void {
    this.#closed = true
  }

  retry(): void {
    if (this.#view.count === null) {
      void this.open()
    } else {
      this.#short.clear()
      this.#set({ problem: null })
      this.#pump()
    }
  }

  /** Row by its index from the top; undefined until it was read. */
  rowAt(index: number): DeliveryRow | undefined {
    return this.#pages.at(this.#place(index))
  }

  /** Index from the top of a row that is held, or null. */
  indexOf(seq: number): number | null {
    const place = this.#pages.placeOf(seq)
    return place === null ? null : this.#place(place)
  }

  /** A row that is held, by its delivery's id. */
  find(id: string): DeliveryRow | undefined {
    return this.#pages.find(id)
  }

  /**
   * Index of any row of the query, asking the engine where it is not held; null where the query has no such row. A new row
   * that waits is shown first: it was asked for.
   */
  async locate(seq: number): Promise<number | null> {
    if (seq > this.#anchor && seq <= this.#newest) this.showNew()
    const known = this.indexOf(seq)
    if (known !== null) return known
    const { count } = await this.#client.call('deliveries.count', { query: this.query, through: seq })
    const [row] = (await this.#client.call('deliveries.page', { query: this.query, through: seq, limit: 1 })).rows
    return row?.seq === seq && seq <= this.#anchor ? this.#place(count - 1) : null
  }

  /** Ids of the rows between two indices (inclusive), at most `most`, reading what is not held. */
  async idsBetween(from: number, to: number, most: number): Promise<string[]> {
    const [first, last] = from < to ? [from, to] : [to, from]
    const ids: string[] = []
    for (let index = first; index <= Math.min(last, first + most - 1); index += 1) {
      const row = this.rowAt(index)
      if (row) ids.push(row.id)
      else {
        const limit = Math.min(500, Math.min(last, first + most - 1) - index + 1)
        const { rows } = await this.#client.call('deliveries.page', { ...this.#from(index), limit })
        if (rows.length === 0) break
        ids.push(...rows.map(({ id }) => id))
        index += rows.length - 1
      }
    }
    return ids
  }

  /** Tells which rows are looked at (indices, inclusive); what is missing is read. */
  look(first: number, last: number): void {
    this.#window = { first, last }
    this.#pump()
  }

  /** While held, new rows wait. Letting go does not show them: that is `showNew`, or the next one that arrives. */
  hold(held: boolean): void {
    this.#held = held
    if (!held && this.#view.waiting > 0) this.showNew()
  }

  showNew(): void {
    const { count, waiting } = this.#view
    if (count === null || waiting === 0) return
    const total = count + waiting
    this.#kept.forEach((row, index) => {
      this.#pages.put(total - this.#kept.length + index, row)
    })
    this.#kept = []
    this.#anchor = this.#newest
    this.#set({ count: total, waiting: 0 })
    this.#pump()
  }

  /** Takes in what `deliveries.watch` tells. */
  apply({ added, changed, removed, reset }: StreamChange): void {
    const fresh = added.filter((row) => row.seq > this.#newest)
    const late = added.length - fresh.length
    this.#newest = Math.max(this.#newest, fresh.at(-1)?.seq ?? 0)
    if (reset || removed.length > 0 || late > 0) void this.#count(reset)
    for (const row of changed) if (!this.#pages.replace(row)) this.#replaceKept(row)
    if (fresh.length > 0) {
      this.#kept = [...this.#kept, ...fresh].slice(-mostKept)
      this.#set({ waiting: this.#view.waiting + fresh.length })
      if (!this.#held) this.showNew()
    } else if (changed.length > 0) this.#set({})
  }

  #replaceKept(row: DeliveryRow): void {
    this.#kept = this.#kept.map((kept) => (kept.seq === row.seq ? row : kept))
  }

  #place(index: number): number {
    return (this.#view.count ?? 0) - 1 - index
  }

  #stale(epoch: number): boolean {
    return this.#closed || epoch !== this.#epoch
  }

  #set(change: Partial<StreamView>): void {
    this.#view = { ...this.#view, ...change }
    this.#changed()
  }

  /** Where to read from, so that the first row of the answer is the one at `index`. */
  #from(index: number): { query: string; before?: number; through?: number; skip: number } {
    const { query } = this
    const place = this.#place(index)
    const above = this.#pages.nearestAbove(place, pageSize)
    if (above) return { query, before: above.row.seq, skip: above.place - place - 1 }
    return { query, through: this.#anchor, skip: index }
  }

  /** Reads missing pages of the window, nearest to its middle first, a few at a time. */
  #pump(): void {
    const { count } = this.#view
    if (count === null || count === 0 || this.#closed || this.#view.problem) return
    const newest = this.#place(Math.max(0, this.#window.first))
    const oldest = this.#place(Math.min(count - 1, this.#window.last))
    for (let page = Math.floor(newest / pageSize); page >= Math.floor(oldest / pageSize); page -= 1) {
      if (this.#reading.size >= mostReads) return
      if (this.#reading.has(page) || this.#short.has(page)) continue
      if (!this.#pages.isWhole(page, count)) void this.#read(page, count)
    }
  }

  async #read(page: number, count: number): Promise<void> {
    const epoch = this.#epoch
    this.#reading.add(page)
    this.#set({ loading: true })
    try {
      const top = Math.min(count, (page + 1) * pageSize) - 1
      const limit = top - page * pageSize + 1
      const { rows } = await this.#client.call('deliveries.page', { ...this.#from(count - 1 - top), limit })
      if (this.#stale(epoch)) return
      rows.forEach((row, index) => {
        this.#pages.put(top - index, row)
      })
      this.#pages.trim(this.#place(this.#window.first))
      if (rows.length < limit) this.#shortPage(page)
      this.#set({ ready: true })
    } catch (error) {
      if (!this.#stale(epoch)) this.#set({ problem: error })
    } finally {
      this.#reading.delete(page)
      if (!this.#closed) {
        this.#set({ loading: this.#reading.size > 0 })
        this.#pump()
      }
    }
  }

  /** Fewer rows than were counted: something went away without a word, so that places may no longer be true. */
  #shortPage(page: number): void {
    this.#short.add(page)
    if (this.#short.size === 1) void this.#count(false)
  }
}
