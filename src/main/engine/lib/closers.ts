export interface Closers {
  /** Whatever was started last closes first. Throws when the end has begun: that would never be closed. */
  add(...closers: readonly (() => unknown)[]): void
  /** Runs every closer, also after one that throws. Rejects with the only fault, or with an AggregateError of all. */
  close(): Promise<void>
}

/** What has to be closed at the end, gathered while it is started. */
export function createClosers(): Closers {
  const stack: (() => unknown)[] = []
  let closing: Promise<void> | null = null

  async function closeAll(): Promise<void> {
    const faults: unknown[] = []
    for (let closer = stack.pop(); closer !== undefined; closer = stack.pop()) {
      try {
        await closer()
      } catch (error) {
        faults.push(error)
      }
    }
    if (faults.length > 1) throw new AggregateError(faults, faults.map(messageOf).join('; '))
    if (faults.length === 1) throw faults[0]
  }

  return {
    add(...closers) {
      if (closing !== null) throw new Error('closing has begun')
      stack.push(...closers)
    },
    close() {
      closing ??= closeAll()
      return closing
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
