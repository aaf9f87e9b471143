import { pause } from '../lib/auto-reset-event.ts'
import type { RunItem } from '../reading/read-runs.ts'
import type { PaceClock } from './pace.ts'
import type { SendSlots } from './send-slots.ts'

/** One item that is to be sent. */
export interface LoopItem extends RunItem {
  /** Arrival after the item before it, milliseconds; 0 where that is not known. */
  readonly gapMs: number
}

export interface LoopOptions {
  /** What is left of the run, in order. */
  readonly items: AsyncIterable<LoopItem>
  readonly pace: PaceClock
  /** Of this run, and of all runs together. */
  readonly slots: readonly SendSlots[]
  /** Notes durably that these items are about to be sent; none of them is before. */
  readonly mark: (items: readonly LoopItem[]) => Promise<void>
  /** Never rejects. */
  readonly send: (item: LoopItem) => Promise<void>
  readonly now: () => number
  /** Nothing more is sent; the loop ends when what is on its way has ended. */
  readonly stop: AbortSignal
  /** Most items that are noted together. */
  readonly most: number
}

/**
 * Sends items in their order, each when it is due and a slot is free. Resolves true when all were sent; rejects, when
 * nothing is on its way any more, with what kept items from being noted.
 */
export async function runLoop(options: LoopOptions): Promise<boolean> {
  const { slots, mark, send, stop } = options
  const sending = new Set<Promise<void>>()
  const failed = new AbortController()
  const end = AbortSignal.any([stop, failed.signal])
  const queue = createQueue(options)

  /** The next items need not wait until these are on disk: several notes may share a commit. */
  const launch = (batch: readonly LoopItem[]) => {
    const marked = mark(batch)
    for (const item of batch) {
      const one = marked
        .then(() => send(item))
        .catch((error: unknown) => failed.abort(error))
        .finally(() => {
          sending.delete(one)
          for (const slot of slots) slot.give()
        })
      sending.add(one)
    }
  }

  try {
    await queue.next()
    for (;;) {
      const batch = await nextBatch({ ...options, stop: end }, queue)
      if (batch === null) break
      launch(batch)
    }
  } finally {
    await Promise.all(sending)
  }
  failed.signal.throwIfAborted()
  return queue.isEmpty() && !stop.aborted
}

/** The items that are still to come, and when the first of them is due. */
interface Queue {
  /** Takes the first one away; resolves when the one behind it is known. */
  next(): Promise<LoopItem | null>
  isEmpty(): boolean
  dueInMs(): number
}

function createQueue({ items, pace, now }: LoopOptions): Queue {
  const source = items[Symbol.asyncIterator]()
  let first: LoopItem | null = null
  let dueAt = 0
  return {
    async next() {
      const taken = first
      const read = await source.next()
      first = read.done ? null : read.value
      if (first !== null) dueAt = pace.next(first.gapMs)
      return taken
    },
    isEmpty: () => first === null,
    dueInMs: () => dueAt - now(),
  }
}

/**
 * Waits until an item is due and may be sent; others that are due and find a slot are noted in the same commit. Null at the
 * end, or when the loop is stopped; then no slot is taken.
 */
async function nextBatch({ slots, stop, most }: LoopOptions, queue: Queue): Promise<LoopItem[] | null> {
  if (queue.isEmpty() || !(await waitFor(queue.dueInMs(), stop))) return null
  if (!(await takeAll(slots, stop))) return null
  let taken = 1
  const giveBack = () => {
    for (let n = 0; n < taken; n += 1) for (const slot of slots) slot.give()
  }
  try {
    const batch = [(await queue.next())!]
    while (!queue.isEmpty() && batch.length < most && queue.dueInMs() <= 0 && tryTakeAll(slots)) {
      taken += 1
      batch.push((await queue.next())!)
    }
    if (!stop.aborted) return batch
  } catch (error) {
    // What is next could not be read. All runs share the slots.
    giveBack()
    throw error
  }
  giveBack()
  return null
}

/** setTimeout takes 31 bits of milliseconds. */
const longestWait = 2 ** 31 - 1

async function waitFor(ms: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return false
  for (let left = ms; left > 0; left -= longestWait) if (!(await pause(Math.min(left, longestWait), stop))) return false
  return true
}

async function takeAll(slots: readonly SendSlots[], stop: AbortSignal): Promise<boolean> {
  for (const [at, slot] of slots.entries()) {
    if (await slot.take(stop)) continue
    for (const taken of slots.slice(0, at)) taken.give()
    return false
  }
  return true
}

function tryTakeAll(slots: readonly SendSlots[]): boolean {
  for (const [at, slot] of slots.entries()) {
    if (slot.tryTake()) continue
    for (const taken of slots.slice(0, at)) taken.give()
    return false
  }
  return true
}
