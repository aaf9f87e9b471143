import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { StreamLines } from '../stream-lines.ts'
import type { StreamModel, StreamView } from '../stream-model.ts'

interface Unfolded {
  /** Place of the event counted from the oldest: stays true while new ones come. */
  place: number
  /** The event's row when its attempts were read. */
  row: DeliveryRow
  /** The lines below it, and the attempts that there are. */
  shown: readonly DeliveryRow[]
  attempts: readonly DeliveryRow[]
}

type Client = Pick<AppClient, 'call'>

/**
 * The lines of the group view: events, and below each unfolded one its attempts. The line of an attempt has the negative
 * sequence number of its delivery, so that it is told from the line of the event that began with this delivery. While the
 * list is held, new attempts of an unfolded event wait like new rows do.
 */
export class EventLines implements StreamLines {
  readonly #model: StreamModel
  readonly #client: Client
  readonly #changed: () => void
  /** By the sequence number of the event's first attempt. */
  readonly #unfolded = new Map<number, Unfolded>()
  /** Attempts that were shown or looked for, with their events. */
  readonly #events = new Map<number, number>()
  readonly #reading = new Set<number>()
  #held = false

  constructor(model: StreamModel, client: Client, changed: () => void) {
    this.#model = model
    this.#client = client
    this.#changed = changed
  }

  get query(): string {
    return this.#model.query
  }

  get grouped(): boolean {
    return this.#model.grouped
  }

  get view(): StreamView {
    const { view } = this.#model
    if (view.count === null) return view
    const all = [...this.#unfolded.values()]
    const lines = all.reduce((sum, { shown }) => sum + shown.length, 0)
    const waiting = all.reduce((sum, { attempts, shown }) => sum + Math.max(0, attempts.length - shown.length), 0)
    return { ...view, count: view.count + lines, waiting: view.waiting + waiting }
  }

  isUnfolded(event: number): boolean {
    return this.#unfolded.has(event)
  }

  /** Shows or hides the attempts of an event. */
  async toggle(row: DeliveryRow, unfold = !this.isUnfolded(row.seq)): Promise<void> {
    if (unfold === this.isUnfolded(row.seq) || !hasAttempts(row)) return
    if (unfold) await this.#read(row)
    else this.#unfolded.delete(row.seq)
    this.#changed()
  }

  /** Reads the attempts of unfolded events again whose rows have changed. Call it when the view has changed. */
  refresh(): void {
    for (const [event, unfolded] of this.#unfolded) {
      const index = this.#indexOfEvent(event)
      const row = this.#model.rowAt(index)
      if (row === undefined) continue
      if (row.seq !== event || !hasAttempts(row)) this.#unfolded.delete(event)
      else if (row !== unfolded.row && !this.#reading.has(event)) void this.#read(row).then(this.#changed)
    }
  }

  rowAt(line: number): DeliveryRow | undefined {
    const at = this.#at(line)
    return at.attempt === null ? this.#model.rowAt(at.index) : at.attempt
  }

  /** Position among its siblings, for those who cannot see the lines. */
  positionOf(line: number): { readonly place: number; readonly of: number; readonly level: 1 | 2 } {
    const { index, attempt, siblings } = this.#at(line)
    if (attempt === null) return { place: index + 1, of: this.#model.view.count ?? 0, level: 1 }
    return { place: siblings.indexOf(attempt) + 1, of: siblings.length, level: 2 }
  }

  indexOf(seq: number): number | null {
    const event = this.#events.get(Math.abs(seq)) ?? Math.abs(seq)
    const index = this.#model.indexOf(event)
    if (index === null) return null
    const line = index + this.#linesAbove(index)
    // The event itself has the number of its first attempt.
    if (seq === event) return line
    const place = this.#unfolded.get(event)?.shown.findIndex((row) => row.seq === -Math.abs(seq)) ?? -1
    return line + place + 1
  }

  find(id: string): DeliveryRow | undefined {
    for (const { shown } of this.#unfolded.values()) {
      const attempt = shown.find((row) => row.id === id)
      if (attempt) return attempt
    }
    return this.#model.find(id)
  }

  async locate(seq: number): Promise<number | null> {
    const { rows } = await this.#client.call('deliveries.attempts', { seq: Math.abs(seq) })
    const event = rows[0]?.attempt === 1 ? rows[0].seq : Math.abs(seq)
    this.#events.set(Math.abs(seq), event)
    const index = await this.#model.locate(event)
    return index === null ? null : (this.indexOf(seq) ?? index + this.#linesAbove(index))
  }

  /** Of an event all attempts are meant. */
  async idsBetween(from: number, to: number, most: number): Promise<string[]> {
    const [first, last] = [this.#at(Math.min(from, to)), this.#at(Math.max(from, to))]
    const ids: string[] = []
    if (first.attempt !== null) {
      const end = last.attempt !== null && last.index === first.index ? last.siblings.indexOf(last.attempt) : undefined
      const some = first.siblings.slice(first.siblings.indexOf(first.attempt), end === undefined ? undefined : end + 1)
      ids.push(...some.map(({ id }) => id))
    }
    const begin = first.attempt === null ? first.index : first.index + 1
    const events = begin > last.index ? [] : await this.#model.rowsBetween(begin, last.index, most)
    for (const row of events) {
      if (ids.length >= most) break
      if (!hasAttempts(row)) ids.push(row.id)
      else ids.push(...(await this.#client.call('deliveries.attempts', { seq: row.seq })).rows.map(({ id }) => id))
    }
    return ids.slice(0, most)
  }

  look(first: number, last: number): void {
    this.#model.look(this.#at(first).index, this.#at(Math.max(first, last)).index)
  }

  hold(held: boolean): void {
    this.#held = held
    if (held || [...this.#unfolded.values()].every(({ shown, attempts }) => shown === attempts)) return
    this.#showAttempts()
    this.#changed()
  }

  showNew(): void {
    this.#showAttempts()
    this.#model.showNew()
    this.#changed()
  }

  retry(): void {
    this.#model.retry()
  }

  #showAttempts(): void {
    for (const unfolded of this.#unfolded.values()) unfolded.shown = unfolded.attempts
  }

  async #read(row: DeliveryRow): Promise<void> {
    const event = row.seq
    this.#reading.add(event)
    try {
      const { rows } = await this.#client.call('deliveries.attempts', { seq: event })
      const attempts = rows.map((each): DeliveryRow => ({ ...each, seq: -each.seq }))
      for (const { seq } of rows) this.#events.set(seq, event)
      const before = this.#unfolded.get(event)
      const index = this.#model.indexOf(event)
      const place = index === null ? before?.place : this.#placeOf(index)
      if (place === undefined) return
      const stays = this.#held && before !== undefined
      const shown = stays
        ? before.shown.flatMap(({ seq }) => attempts.find((each) => each.seq === seq) ?? [])
        : attempts
      this.#unfolded.set(event, { place, row, attempts, shown })
    } finally {
      this.#reading.delete(event)
    }
  }

  /** From the oldest, and back. */
  #placeOf(index: number): number {
    return (this.#model.view.count ?? 0) - 1 - index
  }

  #indexOfEvent(event: number): number {
    const index = this.#model.indexOf(event)
    const unfolded = this.#unfolded.get(event)
    if (unfolded === undefined) return index ?? -1
    if (index !== null) unfolded.place = this.#placeOf(index)
    return this.#placeOf(unfolded.place)
  }

  #layout(): { readonly index: number; readonly shown: readonly DeliveryRow[] }[] {
    return [...this.#unfolded]
      .map(([event, { shown }]) => ({ index: this.#indexOfEvent(event), shown }))
      .sort((a, b) => a.index - b.index)
  }

  /** Lines of attempts above an event. */
  #linesAbove(index: number): number {
    return this.#layout().reduce((sum, event) => (event.index < index ? sum + event.shown.length : sum), 0)
  }

  /** The event that a line belongs to, and the attempt where it is one. */
  #at(line: number) {
    let above = 0
    for (const { index, shown } of this.#layout()) {
      if (line <= index + above) break
      const attempt = shown[line - index - above - 1]
      if (attempt !== undefined) return { index, attempt, siblings: shown }
      above += shown.length
    }
    return { index: line - above, attempt: null, siblings: [] as readonly DeliveryRow[] }
  }
}

/** Is there something to unfold? */
export const hasAttempts = ({ event }: DeliveryRow): boolean => event !== undefined && event.attempts > 1

/** Is this the line of an attempt below its event? */
export const isAttemptLine = ({ seq }: DeliveryRow): boolean => seq < 0
