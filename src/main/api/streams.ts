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
    if (this.#open.has(id)) throw new AppError('conflict', `stream ${id} is open already`)
    if (this.#open.size >= this.#limit)
      throw new AppError('unavailable', `${this.#limit} streams are open on this connection; close one first`)
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
  /** How long an item waits for company, milliseconds. */
  readonly lingerMs: number
}

/**
 * Sends the items of a stream in batches, one unacknowledged batch at a time: while a batch is under way at most one more
 * is read, so a slow reader holds the producer. Returns at the stream's end or on abort; throws what the stream throws.
 */
export async function pumpStream(
  items: AsyncIterable<unknown>,
  push: (batch: readonly unknown[]) => Promise<void>,
  signal: AbortSignal,
  limits: BatchLimits,
): Promise<void> {
  const iterator = items[Symbol.asyncIterator]()
  const stopped = Promise.withResolvers<void>()
  const stop = () => stopped.resolve()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    await Promise.race([stopped.promise, sendAll(iterator, push, signal, limits)])
  } finally {
    signal.removeEventListener('abort', stop)
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
): Promise<void> {
  let batch: unknown[] = []
  let sending: Promise<void> | undefined
  let failure: { error: unknown } | undefined
  let timer: NodeJS.Timeout | undefined

  const schedule = () => {
    if (batch.length >= limits.items) send()
    else if (batch.length > 0 && !sending) timer ??= setTimeout(send, limits.lingerMs)
  }
  const send = () => {
    clearTimeout(timer)
    timer = undefined
    if (sending || batch.length === 0 || signal.aborted) return
    const full = batch
    batch = []
    sending = push(full).then(
      () => {
        sending = undefined
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
      schedule()
      while (goesOn() && sending && batch.length >= limits.items) await sending
    }
  } finally {
    // What came before an error of the stream is sent before the error is told.
    while (goesOn() && (sending || batch.length > 0)) {
      send()
      await sending
    }
    clearTimeout(timer)
  }
  if (failure) throw failure.error
}
