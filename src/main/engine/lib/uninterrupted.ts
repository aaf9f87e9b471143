import { setTimeout as delay } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'

/** Shared between a thread and who ends it. */
export type EndGuard = Int32Array<SharedArrayBuffer>
/** The thread does what must not be cut off; it is about to be ended. */
const [busy, ending] = [0, 1]

export const createEndGuard = (): EndGuard => new Int32Array(new SharedArrayBuffer(8))

/** A thread that holds on for longer is ended all the same. */
const patienceMs = 2000

let ownGuard: EndGuard | null = null

/** To be called at the start of a thread whose host ends it by `endThread`. */
export function guardThisThread(guard: EndGuard): void {
  ownGuard = guard
}

/** Runs something short, in the middle of which this thread is not ended. */
export function uninterrupted<T>(work: () => T): T {
  const guard = ownGuard
  if (guard === null) return work()
  Atomics.add(guard, busy, 1)
  try {
    // Looked at after the mark was set: either the host sees that, or the end is seen here.
    if (Atomics.load(guard, ending) === 1) waitForTheEnd(guard)
    return work()
  } finally {
    Atomics.sub(guard, busy, 1)
  }
}

function waitForTheEnd(guard: EndGuard): void {
  Atomics.sub(guard, busy, 1)
  Atomics.wait(guard, ending, 1)
}

/** Ends a thread in the middle of whatever it does, but for what runs `uninterrupted`. */
export async function endThread(worker: Worker, guard: EndGuard): Promise<void> {
  Atomics.store(guard, ending, 1)
  const end = performance.now() + patienceMs
  while (Atomics.load(guard, busy) > 0 && performance.now() < end) await delay(1)
  await worker.terminate()
}
