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
