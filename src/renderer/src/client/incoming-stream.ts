import { AppError, type WireError } from '#shared/api/errors.ts'

/** A batch is acknowledged only while fewer items than this wait to be read. */
const highWater = 512

/** Items of one stream between their arrival and their reader. */
export class IncomingStream {
  #items: unknown[] = []
  #at = 0
  #end: { error: WireError | null } | undefined
  #wakeReader: (() => void) | undefined
  #acknowledge: (() => void) | undefined

  /** Resolves when the reader has caught up: that is the acknowledgement which the engine waits for. */
  push(items: readonly unknown[]): Promise<void> {
    this.#items.push(...items)
    this.#wakeReader?.()
    if (this.#waiting < highWater) return Promise.resolve()
    return new Promise((resolve) => {
      this.#acknowledge = resolve
    })
  }

  /** What has arrived is still read; then the reader ends, or gets the error. */
  end(error: WireError | null): void {
    this.#end ??= { error }
    this.#wakeReader?.()
  }

  /** Nothing more is read. */
  drop(): void {
    this.#items = []
    this.#at = 0
    this.end(null)
    this.#acknowledge?.()
  }

  async *read(): AsyncGenerator<unknown, void> {
    for (;;) {
      if (this.#waiting > 0) yield this.#take()
      else if (this.#end?.error)
        throw new AppError(this.#end.error.code, this.#end.error.message, this.#end.error.issues)
      else if (this.#end) return
      else await this.#arrival()
    }
  }

  get #waiting(): number {
    return this.#items.length - this.#at
  }

  #take(): unknown {
    const item = this.#items[this.#at++]
    if (this.#waiting === 0) {
      this.#items = []
      this.#at = 0
      this.#acknowledge?.()
      this.#acknowledge = undefined
    }
    return item
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeReader = resolve
    })
  }
}
