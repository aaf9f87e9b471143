import type { AppClient } from '#shared/api/contract.ts'
import type { StreamItem } from '#shared/api/contract-types.ts'
import type { deliveryStreams } from '#shared/api/deliveries.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { RowList } from './row-list.ts'
import { pageSize } from './row-pages.ts'

export type StreamChange = StreamItem<(typeof deliveryStreams)['deliveries.watch']>

/** What the list shows, apart from the rows themselves (`rowAt`). A new object after each change. */
export interface StreamView {
  /** Rows in the list; null until the first answer. */
  readonly count: number | null
  /** There are more rows than were counted. */
  readonly capped: boolean
  /** The search is still going through older deliveries: the share that is done, 0 to 1; null: it is through. */
  readonly searched: number | null
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
  /** One row for each event, by its first attempt. */
  readonly grouped?: boolean
  /** The viewer's time zone, for times in the query. */
  readonly zone?: string
  /** Called after changes; the caller gathers several into one. */
  readonly changed: () => void
}

interface Read {
  readonly top: number
  /** Rows were inserted or removed below `top`: the places of its answer are not true any more. */
  stale: boolean
}

const maxReads = 2
/** How long doubts about the number of rows are gathered before it is asked for. */
const recountAfterMs = 250
/** Between two counts of a search that goes on: other windows search too. */
const searchOnAfterMs = 50

/**
 * The rows of one query, newest first, of which only those near the window are held. What arrives while the list is held
 * waits: rows that are shown keep their places until `showNew`.
 */
export class StreamModel {
  readonly query: string
  readonly grouped: boolean
  readonly #client: Pick<AppClient, 'call'>
  readonly #ask: { readonly query: string; readonly zone?: string; readonly grouped?: true }
  readonly #changed: () => void
  readonly #list: RowList
  #view: StreamView = {
    ...{ count: null, capped: false, searched: null, waiting: 0 },
    ...{ loading: true, ready: false, problem: null },
  }
  #window = { first: 0, last: 0 }
  readonly #reading = new Map<number, Read>()
  /** Counts up when no place is true any more, so that answers to older questions are dropped. */
  #epoch = 0
  /** What was told while everything is read again. */
  #told: StreamChange[] | null = null
  #recount: ReturnType<typeof setTimeout> | undefined
  #goingOn: ReturnType<typeof setTimeout> | undefined
  /** Pages that came back shorter than counted: read again only after a new count. */
  readonly #short = new Set<number>()
  #closed = false

  constructor({ client, query, grouped = false, zone, changed }: StreamModelOptions) {
    this.query = query
    this.grouped = grouped
    this.#client = client
    this.#ask = { query, ...(zone !== undefined && { zone }), ...(grouped && { grouped: true as const }) }
    this.#changed = changed
    this.#list = new RowList((place) => {
      for (const read of this.#reading.values()) if (read.top >= place) read.stale = true
    })
  }

  get view(): StreamView {
    return this.#view
  }

  /** Sequence number after which `deliveries.watch` has to tell what is new. */
  get watchAfter(): number {
    return this.#list.newest
  }

  /** Counts the rows and begins to read the first ones; false where that failed (`view.problem` says why). */
  async open(): Promise<boolean> {
    await this.#readAgain()
    // What begins to fit the query between this count and the opening of the watch is told by nobody.
    if (this.query !== '') this.#doubt()
    return this.#view.count !== null && this.#view.problem === null
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#recount)
    clearTimeout(this.#goingOn)
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
    return this.#list.pages.at(this.#place(index))
  }

  /** Index from the top of a row that is held, or null. */
  indexOf(seq: number): number | null {
    const place = this.#list.pages.placeOf(seq)
    return place === null || place >= this.#list.count ? null : this.#place(place)
  }

  /** A row that is held, by its delivery's id. */
  find(id: string): DeliveryRow | undefined {
    return this.#list.pages.byId(id)
  }

  /**
   * Index of any row of the query, asking the engine where it is not held; null where the query has no such row. A new row
   * that waits is shown first: it was asked for.
   */
  async locate(seq: number): Promise<number | null> {
    const list = this.#list
    if ((seq > list.anchor && seq <= list.newest) || list.isLate(seq)) this.showNew()
    const known = this.indexOf(seq)
    if (known !== null) return known
    const { count } = await this.#client.call('deliveries.count', { ...this.#ask, through: seq })
    const [row] = (await this.#client.call('deliveries.page', { ...this.#ask, through: seq, limit: 1 })).rows
    return row?.seq === seq && seq <= list.anchor ? this.#place(count - list.lateUpTo(seq) - 1) : null
  }

  /** Ids of the rows between two indices (inclusive), at most `most`, reading what is not held. */
  async idsBetween(from: number, to: number, most: number): Promise<string[]> {
    return (await this.rowsBetween(from, to, most)).map(({ id }) => id)
  }

  async rowsBetween(from: number, to: number, most: number): Promise<DeliveryRow[]> {
    const [first, last] = from < to ? [from, to] : [to, from]
    const end = Math.min(last, first + most - 1)
    const between: DeliveryRow[] = []
    for (let index = first; index <= end; index += 1) {
      const row = this.rowAt(index)
      const rows = row ? [row] : await this.#readRows(index, Math.min(400, end - index + 1))
      if (rows.length === 0) break
      between.push(...rows)
      index += rows.length - 1
    }
    return between
  }

  /** Tells which rows are looked at (indices, inclusive); what is missing is read. */
  look(first: number, last: number): void {
    this.#window = { first, last }
    this.#pump()
  }

  /** While held, new rows wait. */
  hold(held: boolean): void {
    this.#list.held = held
    if (!held) this.showNew()
  }

  showNew(): void {
    if (this.#view.count === null || this.#list.waiting === 0) return
    if (!this.#list.showNew()) this.#doubt()
    this.#listChanged()
    this.#pump()
  }

  /** Takes in what `deliveries.watch` tells. */
  apply(change: StreamChange): void {
    if (this.#told) {
      this.#told.push(change)
    } else if (change.reset) {
      void this.#readAgain()
    } else {
      for (const seq of change.gone) if (!this.#list.remove(seq)) this.#doubt()
      for (const row of change.rows) if (!this.#list.upsert(row)) this.#doubt()
      if (!this.#list.held && this.#list.waiting > 0 && !this.#list.showNew()) this.#doubt()
      this.#list.pages.trim(this.#place(this.#window.first))
      this.#listChanged()
      this.#pump()
    }
  }

  #listChanged(): void {
    this.#set({ count: this.#list.count, waiting: this.#list.waiting })
  }

  /** A row came or went whose place is not known: perhaps it is counted already, perhaps not. */
  #doubt(): void {
    if (!this.#closed) this.#recount ??= setTimeout(() => void this.#countAgain(), recountAfterMs)
  }

  /** Asks for the number of rows, up to what is known of; where it is another one, everything is read again. */
  async #countAgain(): Promise<void> {
    this.#recount = undefined
    const epoch = this.#epoch
    const { shape, known, newest } = this.#list
    try {
      const { count, capped } = await this.#client.call('deliveries.count', { ...this.#ask, through: newest })
      if (this.#stale(epoch)) return
      if (shape !== this.#list.shape) this.#doubt()
      else if (count !== known && !capped) await this.#readAgain()
    } catch (error) {
      if (!this.#stale(epoch)) this.#set({ loading: false, problem: error })
    }
  }

  /**
   * Counts and reads all again; while the list is held, up to what it shows. The rows before stay on the screen until those
   * of the window are here.
   */
  async #readAgain(): Promise<void> {
    this.#epoch += 1
    const epoch = this.#epoch
    this.#told ??= []
    try {
      const all = await this.#client.call('deliveries.count', this.#ask)
      if (this.#stale(epoch)) return
      const keep = this.#list.held && this.#view.count !== null
      // Up to the first row that is shown: one above it began to fit since, and would move all others.
      const anchor = keep ? (this.rowAt(0)?.seq ?? this.#list.anchor) : all.newest
      const { count } = keep ? await this.#client.call('deliveries.count', { ...this.#ask, through: anchor }) : all
      if (this.#stale(epoch)) return
      const { first, last } = this.#window
      const limit = Math.min(500, last - first + 1)
      const rows =
        this.#view.ready && count > first
          ? (await this.#client.call('deliveries.page', { ...this.#ask, through: anchor, skip: first, limit })).rows
          : []
      if (this.#stale(epoch)) return
      this.#list.reset({ count, total: all.count, anchor, newest: all.newest })
      this.#short.clear()
      this.#reading.clear()
      rows.forEach((row, index) => {
        if (first + index < count) this.#list.pages.put(count - 1 - first - index, row)
      })
      this.#set({ capped: all.capped, loading: false, ready: this.#view.ready || count === 0, problem: null })
      this.#follow(all.searched)
      this.#listChanged()
      const told = this.#told
      this.#told = null
      for (const change of told) this.apply(change)
      this.#pump()
    } catch (error) {
      if (this.#stale(epoch)) return
      this.#told = null
      this.#set({ loading: false, problem: error })
    }
  }

  /** A search through the stored requests has got so far; the next count goes on from there. */
  #follow(searched: number | undefined): void {
    this.#set({ searched: searched ?? null })
    clearTimeout(this.#goingOn)
    if (searched !== undefined && !this.#closed)
      this.#goingOn = setTimeout(() => void this.#searchOn(), searchOnAfterMs)
  }

  async #searchOn(): Promise<void> {
    const epoch = this.#epoch
    const { known } = this.#list
    try {
      const { count, capped, searched } = await this.#client.call('deliveries.count', this.#ask)
      if (this.#stale(epoch)) return
      if (count !== known) return void this.#readAgain()
      this.#set({ capped })
      this.#follow(searched)
    } catch (error) {
      if (!this.#stale(epoch)) this.#set({ loading: false, problem: error })
    }
  }

  #place(index: number): number {
    return this.#list.count - 1 - index
  }

  #stale(epoch: number): boolean {
    return this.#closed || epoch !== this.#epoch
  }

  #set(change: Partial<StreamView>): void {
    this.#view = { ...this.#view, ...change }
    this.#changed()
  }

  /** Rows from an index on, without those that wait. */
  async #readRows(index: number, limit: number): Promise<DeliveryRow[]> {
    const list = this.#list
    const above = list.pages.nearestAbove(this.#place(index), Math.min(pageSize, index))
    const late = list.lateUpTo()
    const { rows } = await this.#client.call('deliveries.page', {
      ...this.#ask,
      // Where no neighbour is held, all late rows are taken to be above: they are young.
      ...(above
        ? { before: above.row.seq, skip: above.place - this.#place(index) - 1 }
        : { through: list.anchor, skip: index + late }),
      limit: Math.min(500, limit + late),
    })
    return rows.filter(({ seq }) => !list.isLate(seq)).slice(0, limit)
  }

  /** Reads missing pages of the window, newest first, a few at a time. */
  #pump(): void {
    const { count } = this.#list
    if (this.#view.count === null || count === 0 || this.#closed || this.#view.problem) return
    const newest = this.#place(Math.max(0, this.#window.first))
    const oldest = this.#place(Math.min(count - 1, this.#window.last))
    for (let page = Math.floor(newest / pageSize); page >= Math.floor(oldest / pageSize); page -= 1) {
      if (this.#reading.size >= maxReads) return
      if (this.#reading.has(page) || this.#short.has(page)) continue
      if (!this.#list.pages.isWhole(page, count)) void this.#read(page, count)
    }
  }

  async #read(page: number, count: number): Promise<void> {
    const epoch = this.#epoch
    const top = Math.min(count, (page + 1) * pageSize) - 1
    const read: Read = { top, stale: false }
    this.#reading.set(page, read)
    this.#set({ loading: true })
    try {
      const limit = top - page * pageSize + 1
      const rows = await this.#readRows(count - 1 - top, limit)
      if (this.#stale(epoch) || read.stale) return
      rows.forEach((row, index) => {
        this.#list.pages.put(top - index, row)
      })
      this.#list.pages.trim(this.#place(this.#window.first))
      if (rows.length < limit) this.#shortPage(page)
      this.#set({ ready: true })
    } catch (error) {
      if (!this.#stale(epoch)) this.#set({ problem: error })
    } finally {
      if (this.#reading.get(page) === read) this.#reading.delete(page)
      if (!this.#closed) {
        this.#set({ loading: this.#reading.size > 0 })
        this.#pump()
      }
    }
  }

  /** Fewer rows than were counted: something went away without a word, so that places may no longer be true. */
  #shortPage(page: number): void {
    this.#short.add(page)
    if (this.#short.size === 1) this.#doubt()
  }
}
