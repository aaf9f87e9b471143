import type { AppHandlers } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Removal } from '#shared/model/removal.ts'
import type { RetentionPreview } from '#shared/model/retention.ts'
import { defaultViews, type SavedView } from '#shared/model/saved-view.ts'
import { Feed } from './renderer-connection.ts'
import { fitsQuery } from './renderer-query.ts'

type Calls = AppHandlers['calls']
type Streams = AppHandlers['streams']

/** The deliveries of the engine in memory, as deletions and notes change them. */
interface Held {
  deliveries: DeliveryDetail[]
  change(id: string, part: Partial<DeliveryDetail>): void
  tell(change: { touched: DeliveryDetail[]; removed: number[] }): void
}

/** Saved views, deletions that can be taken back, pins and notes of the engine in memory. */
export class MemoryCollections {
  views: SavedView[] = [...defaultViews]
  removals: Removal[] = []
  vocabulary: Awaited<ReturnType<Calls['search.vocabulary']>> = { headers: [], pointers: [] }
  retention: RetentionPreview = { count: 0, bytes: 0, oldest: null, newest: null, pinned: 0 }
  readonly #held: Held
  readonly #hidden = new Map<string, DeliveryDetail[]>()
  readonly #views = new Feed<null>()
  readonly #removals = new Feed<null>()

  constructor(held: Held) {
    this.#held = held
  }

  tellRemovals(removals: Removal[]): void {
    this.removals = removals
    this.#removals.push(null)
  }

  #put(views: SavedView[]): Record<string, never> {
    this.views = views
    this.#views.push(null)
    return {}
  }

  #view(id: string): SavedView {
    const view = this.views.find((each) => each.id === id)
    if (!view) throw new AppError('not-found', 'This view does not exist any more.')
    return view
  }

  #hide(fits: (delivery: DeliveryDetail) => boolean): { id: string } {
    const gone = this.#held.deliveries.filter(fits)
    this.#held.deliveries = this.#held.deliveries.filter((each) => !gone.includes(each))
    const id = `rmv_${this.#hidden.size + 1}`
    this.#hidden.set(id, gone)
    this.#held.tell({ touched: [], removed: gone.map(({ seq }) => seq) })
    const { length } = gone
    this.tellRemovals([
      ...this.removals,
      { id, state: 'waiting', total: length, done: length, until: 1_700_000_000_000 },
    ])
    return { id }
  }

  #end(id: string): DeliveryDetail[] {
    const hidden = this.#hidden.get(id)
    if (!hidden) throw new AppError('not-found', 'This deletion is final; it cannot be taken back any more.')
    this.#hidden.delete(id)
    this.tellRemovals(this.removals.filter((each) => each.id !== id))
    return hidden
  }

  readonly calls = {
    'deliveries.annotate': ({ id, pinned, note }) => {
      this.#held.change(id, {
        ...(pinned !== undefined && { pinned: pinned || undefined }),
        ...(note !== undefined && { note: note || undefined }),
      } as Partial<DeliveryDetail>)
      return {}
    },
    'removals.start': ({ query, through, pinned }) =>
      this.#hide((each) => fitsQuery(each, query) && each.seq <= through && (pinned || !each.pinned)),
    'removals.startChosen': ({ ids }) => this.#hide(({ id }) => ids.includes(id)),
    'removals.undo': ({ id }) => {
      const back = this.#end(id)
      this.#held.deliveries = [...this.#held.deliveries, ...back].sort((a, b) => a.seq - b.seq)
      this.#held.tell({ touched: back, removed: [] })
      return {}
    },
    'removals.finish': ({ id }) => {
      this.#end(id)
      return {}
    },
    'retention.preview': () => this.retention,
    'search.vocabulary': () => this.vocabulary,
    'savedViews.add': ({ name, query, at = this.views.length }) => {
      const view = { id: `view_${this.views.length}_${name}`, name, query }
      this.#put(this.views.toSpliced(at, 0, view))
      return view
    },
    'savedViews.change': ({ id, name, query }) => {
      const before = this.#view(id)
      const view = { id, name: name ?? before.name, query: query ?? before.query }
      this.#put(this.views.map((each) => (each === before ? view : each)))
      return view
    },
    'savedViews.move': ({ id, to }) => {
      const view = this.#view(id)
      return this.#put(this.views.filter((each) => each !== view).toSpliced(to, 0, view))
    },
    'savedViews.remove': ({ id }) => this.#put(this.views.filter((each) => each.id !== id)),
    'savedViews.restore': () =>
      this.#put([...this.views, ...defaultViews.filter(({ id }) => this.views.every((each) => each.id !== id))]),
  } satisfies Partial<Calls>

  async *#watchViews(signal: Parameters<Streams['savedViews.watch']>[1]) {
    for await (const _ of this.#views.follow(signal, null)) yield { views: this.views }
  }

  async *#watchRemovals(signal: Parameters<Streams['removals.watch']>[1]) {
    for await (const _ of this.#removals.follow(signal, null)) yield { removals: this.removals }
  }

  async *#preview({ query, pinned }: Parameters<Streams['removals.preview']>[0]) {
    const found = this.#held.deliveries.filter((each) => fitsQuery(each, query))
    const going = found.filter((each) => pinned || !each.pinned)
    const times = going.map(({ receivedAt }) => receivedAt)
    yield {
      count: going.length,
      pinned: found.filter((each) => each.pinned).length,
      bytes: going.reduce((sum, { size }) => sum + size, 0),
      oldest: times.length === 0 ? null : Math.min(...times),
      newest: times.length === 0 ? null : Math.max(...times),
      done: true,
      through: this.#held.deliveries.at(-1)?.seq ?? 0,
    }
  }

  readonly streams = {
    'savedViews.watch': (_, signal) => this.#watchViews(signal),
    'removals.watch': (_, signal) => this.#watchRemovals(signal),
    'removals.preview': (order) => this.#preview(order),
  } satisfies Partial<Streams>
}
