import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { Removal, RemovalPreview } from '#shared/model/removal.ts'
import type { CaptureFunctions } from '../capture/contract.ts'
import { latestValues } from '../lib/latest-values.ts'
import type { Remote } from '../lib/peer.ts'
import { createSignal } from '../lib/signal.ts'
import type { EnginePorts } from '../ports.ts'
import type { Survey } from '../reading/removal-reads.ts'
import type { Views } from '../reading/views.ts'

export type RemovalOrder =
  | { readonly seqs: readonly number[] }
  | { readonly query: string; readonly zone?: string | undefined; readonly through: number; readonly pinned: boolean }

export interface PreviewOrder {
  readonly query: string
  readonly zone?: string | undefined
  /** Pinned deliveries would go too. */
  readonly pinned: boolean
}

/** Deleting so that it can be taken back: out of every list first, out of the log later. */
export interface RemovalsFlow {
  preview(order: PreviewOrder, stop: StopSignal): AsyncGenerator<RemovalPreview>
  start(order: RemovalOrder): { readonly id: string }
  /** Resolves when all are in the lists again. Throws AppError `not-found` once it is final. */
  undo(id: string): Promise<void>
  /** Makes it final; resolves when nothing is left. Throws AppError `not-found` where it is already. */
  finish(id: string): Promise<void>
  watch(stop: StopSignal): AsyncGenerator<{ readonly removals: Removal[] }>
  /** Carries out what an earlier run has left; resolves when that is done. */
  resume(): Promise<void>
  /** Makes final what waits, as far as a few seconds go; the next run does the rest. */
  close(): Promise<void>
}

interface RemovalParts {
  readonly views: Pick<Views, 'read' | 'settled'>
  readonly capture: Pick<Remote<CaptureFunctions>, 'setHidden' | 'remove'>
  readonly ports: Pick<EnginePorts, 'clock' | 'newId' | 'log'>
  /** How long a deletion can be taken back, milliseconds. */
  readonly undoMs?: number
}

/** Deliveries in one step: a commit of the log and a batch of the views, with others in between. */
const step = 1000
/** Of a search, looked through in one step. */
const surveyed = 4000
const undoFor = 5 * 60_000
/** What a stop of the host waits for at most. */
const closeMs = 3000
const snapshot = { intervalMs: 200 }

interface Pending {
  readonly id: string
  /** Those that are out of the lists. */
  readonly seqs: number[]
  state: Removal['state']
  total: number
  done: number
  until: number | null
  timer: NodeJS.Timeout | undefined
  /** The work that is under way. */
  work: Promise<void>
  /** Asked for while it was still being hidden. */
  stopped: boolean
}

export function createRemovals({ views, capture, ports, undoMs = undoFor }: RemovalParts): RemovalsFlow {
  const { clock, log } = ports
  const pending = new Map<string, Pending>()
  const changed = createSignal<void>((error) => log.error('a listener failed', { error: String(error) }))
  let closing = false

  async function hide(removal: Pending, seqs: readonly number[]): Promise<void> {
    for (let at = 0; at < seqs.length && !removal.stopped; at += step) {
      const some = seqs.slice(at, at + step)
      // Known as its own before the views show it: what they show and nobody knows of is from an earlier run.
      for (const seq of some) removal.seqs.push(seq)
      try {
        await capture.setHidden(some, true)
      } catch (error) {
        removal.seqs.splice(-some.length)
        throw error
      }
      removal.done = removal.seqs.length
      changed.emit()
    }
  }

  async function hideFound(removal: Pending, order: Exclude<RemovalOrder, { seqs: unknown }>): Promise<void> {
    const { query, zone, pinned } = order
    await pieces({ query, zone, through: order.through }, async (piece) => {
      const kept = new Set(pinned ? [] : piece.pinned)
      const seqs = piece.seqs.filter((seq) => !kept.has(seq))
      removal.total += seqs.length
      await hide(removal, seqs)
      return !removal.stopped
    })
  }

  /** All that a query finds up to a number, piece by piece, newest first; ends where `take` says so. */
  async function pieces(
    order: { readonly query: string; readonly zone?: string | undefined; readonly through: number },
    take: (piece: Survey) => Promise<boolean>,
  ): Promise<void> {
    let through: number | null = order.through
    while (through !== null) {
      const piece: Survey = await views.read.survey({ ...order, through, limit: surveyed }, clock.now())
      if (!(await take(piece))) return
      through = piece.next
    }
  }

  async function restore(removal: Pending): Promise<void> {
    const { seqs } = removal
    removal.state = 'restoring'
    removal.total = seqs.length
    removal.done = 0
    removal.until = null
    // The newest first: they are on screen.
    while (seqs.length > 0) {
      const some = seqs.slice(0, step)
      await capture.setHidden(some, false)
      seqs.splice(0, step)
      removal.done += some.length
      changed.emit()
    }
    pending.delete(removal.id)
    changed.emit()
  }

  async function removeForGood(removal: Pending, until = Number.POSITIVE_INFINITY): Promise<void> {
    const { seqs } = removal
    clearTimeout(removal.timer)
    removal.state = 'removing'
    removal.total = seqs.length
    removal.done = 0
    removal.until = null
    changed.emit()
    while (seqs.length > 0 && performance.now() < until) {
      const some = seqs.slice(0, step)
      await capture.remove(some)
      seqs.splice(0, step)
      removal.done += some.length
      changed.emit()
    }
    if (seqs.length > 0) return
    log.info('deliveries were deleted', { deliveries: removal.done })
    pending.delete(removal.id)
    changed.emit()
  }

  /** Follows one work after the other; a failure leaves it as it is, to be tried again or resumed by the next run. */
  function run(removal: Pending, work: () => Promise<void>): Promise<void> {
    const result = removal.work.then(work)
    removal.work = result.catch((error: unknown) => {
      log.error('a deletion was interrupted', { error: String(error) })
      offerUndo(removal)
    })
    return result
  }

  /** It can be taken back from now on, and becomes final by itself. */
  function offerUndo(removal: Pending): void {
    if (removal.seqs.length === 0) {
      pending.delete(removal.id)
      changed.emit()
      return
    }
    if (closing) return
    removal.state = 'waiting'
    removal.total = removal.seqs.length
    removal.done = removal.seqs.length
    removal.until = clock.now() + undoMs
    clearTimeout(removal.timer)
    removal.timer = setTimeout(() => void run(removal, () => removeForGood(removal)).catch(() => undefined), undoMs)
    removal.timer.unref()
    changed.emit()
  }

  function open(id: string): Pending {
    const removal = pending.get(id)
    if (removal === undefined || removal.state === 'removing')
      throw new AppError('not-found', 'This deletion is final; it cannot be taken back any more.')
    return removal
  }

  return {
    async *preview({ query, zone, pinned }, stop) {
      await views.settled()
      const through = await views.read.through()
      let found: RemovalPreview = { count: 0, pinned: 0, bytes: 0, oldest: null, newest: null, done: false, through }
      let next: number | null = through
      while (next !== null && !stop.aborted) {
        const piece: Survey = await views.read.survey({ query, zone, through: next, limit: surveyed }, clock.now())
        next = piece.next
        found = { ...plus(found, piece, pinned), done: next === null }
        yield found
      }
    },
    start(order) {
      const removal: Pending = {
        id: ports.newId('rmv'),
        seqs: [],
        state: 'hiding',
        total: 'seqs' in order ? order.seqs.length : 0,
        done: 0,
        until: null,
        timer: undefined,
        work: Promise.resolve(),
        stopped: false,
      }
      pending.set(removal.id, removal)
      changed.emit()
      run(removal, async () => {
        await ('seqs' in order ? hide(removal, order.seqs) : hideFound(removal, order))
        if (!removal.stopped) offerUndo(removal)
      }).catch(() => undefined)
      return { id: removal.id }
    },
    async undo(id) {
      const removal = open(id)
      removal.stopped = true
      clearTimeout(removal.timer)
      await run(removal, () => restore(removal))
    },
    async finish(id) {
      const removal = open(id)
      await run(removal, () => removeForGood(removal))
    },
    watch: (stop) =>
      latestValues(
        () => ({
          removals: [...pending.values()].map(({ id, state, total, done, until }) => ({
            id,
            state,
            total,
            done,
            until,
          })),
        }),
        { onChange: changed.subscribe, stop, ...snapshot },
      ),
    async resume() {
      await views.settled()
      const through = await views.read.through()
      const own = () => new Set([...pending.values()].flatMap(({ seqs }) => seqs))
      let removed = 0
      for (let after = 0; !closing; ) {
        const seqs = await views.read.leavingAfter(after, step)
        const left = seqs.filter((seq) => seq <= through && !own().has(seq))
        if (left.length > 0) await capture.remove(left)
        removed += left.length
        const last = seqs.at(-1)
        if (last === undefined || last >= through) break
        after = last
      }
      if (removed > 0)
        log.info('deliveries that were deleted before the last stop are removed now', { deliveries: removed })
    },
    async close() {
      closing = true
      const until = performance.now() + closeMs
      for (const removal of [...pending.values()]) {
        removal.stopped = true
        await removal.work
        if (removal.state !== 'restoring') await removeForGood(removal, until)
      }
    },
  }
}

function plus(found: RemovalPreview, piece: Survey, withPinned: boolean): RemovalPreview {
  const arrived = withPinned ? piece.arrived.all : piece.arrived.unpinned
  const left = withPinned ? 0 : piece.pinned.length
  return {
    ...found,
    count: found.count + piece.seqs.length - left,
    pinned: found.pinned + piece.pinned.length,
    bytes: found.bytes + piece.bytes - (withPinned ? 0 : piece.pinnedBytes),
    oldest: arrived === null ? found.oldest : Math.min(found.oldest ?? arrived.first, arrived.first),
    newest: arrived === null ? found.newest : Math.max(found.newest ?? arrived.last, arrived.last),
  }
}
