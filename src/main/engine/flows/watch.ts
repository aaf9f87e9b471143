import type { StopSignal } from '#shared/api/contract-types.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { createAutoResetEvent, pause } from '../lib/auto-reset-event.ts'
import type { Clock } from '../ports.ts'
import type { ViewsChange } from '../projections/projector.ts'
import type { Views } from '../reading/views.ts'

export interface WatchItem {
  /** New, changed, or fitting the query only now. */
  readonly rows: DeliveryRow[]
  /** Removed, or fitting the query no more. */
  readonly gone: number[]
  /** More happened than is worth telling: read again. */
  readonly reset: boolean
}

export interface WatchOrder {
  readonly query: string
  readonly zone?: string | undefined
  /** Rows with higher sequence numbers are new. */
  readonly after: number
  /** Rows are events, known by their first attempts. */
  readonly grouped?: boolean | undefined
  readonly stop: StopSignal
}

/** Milliseconds from one item to the next: a frame on screen. After a reset everything is read again, which needs more rest. */
const pace = { itemMs: 16, resetMs: 250 }
const fewRows = 4
/** More changes than this between two items are told as "read again", so that memory stays bounded. */
const maxPending = 2000
/** New rows that are remembered one by one as told: what was never told need not be taken back. */
const maxTold = 20_000

/**
 * What happens to the rows of a query. Nothing is queued but numbers of rows that changed; these are held against the
 * query when the last item was taken, so a slow window costs no memory, and a row whose answer makes it fit appears.
 */
export async function* watchDeliveries(
  views: Pick<Views, 'read' | 'changes'>,
  clock: Clock,
  { query, zone, after, grouped = false, stop }: WatchOrder,
): AsyncGenerator<WatchItem> {
  const wake = createAutoResetEvent(stop)
  const held = rowsHeld(after)
  const pending = pendingChanges()
  const unsubscribe = views.changes.subscribe((change) => {
    pending.add(change)
    wake.set()
  })

  /** The rows among what changed, and the numbers of all that could be rows. */
  async function fittingRows(changed: readonly number[]) {
    if (changed.length === 0) return { rows: [], looked: [] }
    if (!grouped) return { rows: [...(await views.read.matching(query, zone, changed, clock.now()))], looked: changed }
    const { rows, looked } = await views.read.matchingEvents(query, zone, changed, clock.now())
    // One that has become an attempt of an older event is no row of its own any more.
    return { rows: [...rows], looked: [...new Set([...looked, ...changed])] }
  }

  try {
    const through = await views.read.through()
    // What came between the caller's count and this subscription.
    const missed = through > after ? await missedSince(views, clock, after, through) : []
    if (missed.length > 0) {
      pending.add({ changed: missed.length < maxPending ? missed : 'many', removed: [] })
      wake.set()
    }
    while (await wake.wait()) {
      const begun = performance.now()
      const { changed, removed, reset } = pending.take()
      if (reset) {
        yield { rows: [], gone: [], reset }
        if (!(await pause(pace.resetMs, stop))) return
        // Read again by the window in the meantime.
        held.all(await views.read.through())
        continue
      }
      const { rows, looked } = await fittingRows(changed)
      const fitting = new Set(rows.map(({ seq }) => seq))
      const gone = [...removed, ...looked.filter((seq) => !fitting.has(seq))].filter(held.has)
      held.tell(rows, gone)
      if (rows.length > 0 || gone.length > 0) yield { rows, gone, reset }
      const took = performance.now() - begun
      // While many come at once, the time is needed for storing them.
      const restMs = rows.length > fewRows ? pace.itemMs : Math.max(pace.itemMs - took, took / 2)
      if (!(await pause(restMs, stop))) return
    }
  } finally {
    unsubscribe()
  }
}

/** What changed since it was taken last; once that is too much, only that it was. */
function pendingChanges() {
  let changed = new Set<number>()
  let removed: number[] = []
  let reset = false
  return {
    add(change: Pick<ViewsChange, 'changed' | 'removed'>): void {
      if (change.changed === 'many') reset = true
      else {
        for (const seq of change.changed) changed.add(seq)
        removed.push(...change.removed)
      }
      if (changed.size > maxPending || removed.length > maxPending) reset = true
      if (!reset) return
      changed = new Set()
      removed = []
    },
    take() {
      const taken = { changed: [...changed], removed, reset }
      changed = new Set()
      removed = []
      reset = false
      return taken
    },
  }
}

async function missedSince(
  views: Pick<Views, 'read'>,
  clock: Clock,
  after: number,
  through: number,
): Promise<number[]> {
  const rows = await views.read.page({ query: '', after, through, limit: maxPending }, clock.now())
  return rows.map(({ seq }) => seq)
}

/** Which rows a window may hold: those from before its watch, and new ones that were told and not taken back. */
function rowsHeld(after: number) {
  const told = new Set<number>()
  let anyUpTo = after
  return {
    has: (seq: number) => seq <= anyUpTo || told.has(seq),
    tell(rows: readonly DeliveryRow[], gone: readonly number[]) {
      for (const seq of gone) told.delete(seq)
      for (const { seq } of rows) told.add(seq)
      for (const seq of told) {
        if (told.size <= maxTold) return
        told.delete(seq)
        anyUpTo = Math.max(anyUpTo, seq)
      }
    },
    /** Any row up to here may be held. */
    all(seq: number) {
      anyUpTo = Math.max(anyUpTo, seq)
    },
  }
}
