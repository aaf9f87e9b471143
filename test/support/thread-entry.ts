import { AppError } from '#shared/api/errors.ts'
import { transferring } from '../../src/main/engine/lib/peer.ts'
import { serveThread } from '../../src/main/engine/lib/thread.ts'
import { uninterrupted } from '../../src/main/engine/lib/uninterrupted.ts'

/** What the thread under test is started with. */
export interface TestThreadData {
  readonly start: number
  /** `refuse`: an AppError keeps it from opening; `die`: it dies in the middle of opening. */
  readonly opening?: 'refuse' | 'die'
}

export type TestThreadHost = {
  readonly double: (n: number) => number
  readonly closed: (start: number) => void
}

export type TestThreadFunctions = ReturnType<typeof functionsOf>

function functionsOf(data: TestThreadData, host: { double(n: number): Promise<number> }) {
  return {
    /** Which start this is. */
    start: () => data.start,
    echo: (value: unknown) => value,
    doubleByHost: (n: number) => host.double(n),
    bytes(size: number) {
      const bytes = new Uint8Array(size).fill(7)
      return transferring(bytes, bytes.buffer)
    },
    refuse(): never {
      throw new AppError('bad-input', 'No.', [{ path: ['a', 1], message: 'why' }])
    },
    bug(): never {
      throw new RangeError('a bug')
    },
    uncloneable: () => () => undefined,
    never: () => new Promise<void>(() => undefined),
    die() {
      setImmediate(() => {
        throw new Error('out of luck')
      })
    },
    exit: () => process.exit(3),
    spin(): never {
      for (;;);
    },
    /** Sets the first place while it does what must not be cut off, then the second one, then tries the same again for the third. */
    spinTwice(places: Int32Array): void {
      uninterrupted(() => {
        Atomics.store(places, 0, 1)
        const end = performance.now() + 100
        while (performance.now() < end);
        Atomics.store(places, 1, 1)
      })
      uninterrupted(() => Atomics.store(places, 2, 1))
    },
  }
}

// Nothing of this runs where a test imports only the types.
serveThread<TestThreadData, TestThreadHost>((data, host) => {
  if (data.opening === 'refuse') throw new AppError('conflict', 'The port is taken.')
  if (data.opening === 'die') process.exit(4)
  return { functions: functionsOf(data, host), close: () => host.closed(data.start) }
})
