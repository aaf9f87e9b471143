import { AppError } from '#shared/api/errors.ts'

/** The streams that one channel has open: unique ids, a limit, and an end for each. */
export class StreamTable {
  readonly #open = new Map<number, AbortController>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Runs `work` until it ends or is stopped. Throws AppError where the id is taken or the limit reached. */
  async run(id: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#open.has(id)) throw new AppError('conflict', `Stream ${id} is open already.`)
    if (this.#open.size >= this.#limit)
      throw new AppError('unavailable', `${this.#limit} streams are open on this connection; close one first.`)
    const controller = new AbortController()
    this.#open.set(id, controller)
    try {
      await work(controller.signal)
    } finally {
      this.#open.delete(id)
      controller.abort()
    }
  }

  stop(id: number): void {
    this.#open.get(id)?.abort()
  }

  stopAll(): void {
    for (const controller of this.#open.values()) controller.abort()
  }
}

export interface BatchLimits {
  readonly items: number
  /** A batch is full at this weight, see `weightOf`. */
  readonly weight: number
}

/** About how many rows an item takes in memory: lists by their entries, long texts by their length. */
export function weightOf(item: unknown): number {
  if (typeof item !== 'object' || item === null) return 1
  return Object.values(item).reduce((sum: number, value: unknown) => {
    if (Array.isArray(value)) return sum + value.length
    return sum + (typeof value === 'string' ? Math.floor(value.length / 1024) : 0)
  }, 1)
}

/**
 * Sends the items of a stream in batches, one unacknowledged batch at a time: the first one has what is there at once, and while
 * a batch is under way at most one more is read, so a slow reader holds the producer. `held` hears of the weight of what is not acknowledged yet, as it grows
 * and falls. Returns at the stream's end or on abort; throws what the stream throws.
 */
export async function pumpStream(
  items: AsyncIterable<unknown>,
  push: (batch: readonly unknown[]) => Promise<void>,
  signal: AbortSignal,
  limits: BatchLimits,
  held: (change: number) => void = () => undefined,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  const stopped = Promise.withResolvers<void>()
  const stop = () => stopped.resolve()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  let holding = 0
  let over = false
  const hold = (change: number) => {
    if (over) return
    holding += change
    held(change)
  }
  try {
    await Promise.race([stopped.promise, sendAll(iterator, push, signal, limits, hold)])
  } finally {
    signal.removeEventListener('abort', stop)
    hold(-holding)
    over = true
    // Not awaited: a generator that is waiting for something ends only when its own signal does, and nobody is left to
    // hear of an error on its way out.
    iterator.return?.().catch(() => undefined)
  }
}

async function sendAll(
  iterator: AsyncIterator<unknown>,
  push: (batch: readonly unknown[]) => Promise<void>,
  signal: AbortSignal,
  limits: BatchLimits,
  held: (change: number) => void,
): Promise<void> {
  let batch: unknown[] = []
  let weight = 0
  let sending: Promise<void> | undefined
  let failure: { error: unknown } | undefined
  let turn: NodeJS.Immediate | undefined

  const isFull = () => batch.length >= limits.items || weight >= limits.weight
  const schedule = () => {
    if (isFull()) send()
    else if (batch.length > 0 && !sending) turn ??= setImmediate(send)
  }
  const send = () => {
    clearImmediate(turn)
    turn = undefined
    if (sending || batch.length === 0 || signal.aborted) return
    const full = batch
    const fullWeight = weight
    batch = []
    weight = 0
    sending = push(full).then(
      () => {
        sending = undefined
        held(-fullWeight)
        schedule()
      },
      (error: unknown) => {
        sending = undefined
        failure = { error }
      },
    )
  }
  const goesOn = () => !failure && !signal.aborted

  try {
    while (goesOn()) {
      const next = await iterator.next()
      if (next.done) break
      batch.push(next.value)
      const added = weightOf(next.value)
      weight += added
      held(added)
      schedule()
      while (goesOn() && sending && isFull()) await sending
    }
  } finally {
    // What came before an error of the stream is sent before the error is told.
    while (goesOn() && (sending || batch.length > 0)) {
      send()
      await sending
    }
    clearImmediate(turn)
  }
  if (failure) throw failure.error
}
