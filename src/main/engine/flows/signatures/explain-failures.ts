import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Verification } from '#shared/model/verification.ts'
import type { Mutex } from '../../lib/mutex.ts'
import type { EnginePorts } from '../../ports.ts'
import { judge } from '../../signatures/judge.ts'
import { explainFailure } from '../../signatures/ladder/explain-failure.ts'
import type { Store } from '../../store/store.ts'
import type { DeliveryChanges } from '../delivery-changes.ts'
import { type FailureInputParts, failureInput } from './failure-input.ts'
import type { ReadSignatureCase } from './signature-case.ts'

type FoundCause = NonNullable<Verification['cause']>

export interface FailureExplainer {
  /** Why the signature does not hold, found now; null where it does not fail with the secrets of now. */
  explain(id: string): Promise<Ladder | null>
  /** Explains in the background, one after another; null where it does not fail, or was crowded out by newer ones. */
  explainLater(id: string): Promise<FoundCause | null>
  close(): Promise<void>
}

interface ExplainerParts extends FailureInputParts {
  readonly ports: EnginePorts
  readonly store: Store
  readonly changes: DeliveryChanges
  readonly readCase: ReadSignatureCase
  /** Held by everybody who reads a stored verdict and writes another. */
  readonly verdictWrites: Mutex
}

interface Pace {
  /** Longest search, milliseconds. */
  readonly limitMs: number
  /** Between two slices of work. */
  readonly pause: () => Promise<unknown>
}

/** While a user waits. */
const asked: Pace = { limitMs: 3000, pause: () => setImmediate() }
/** A slice takes 4 ms: so four fifths of the time are left to deliveries, also while every one of them fails. */
const background: Pace = { limitMs: 3000, pause: () => setTimeout(16) }
/** Failures that wait at most; the oldest give way, they are explained when they are opened. */
const waitingLimit = 200
/** Bytes. One digest of a larger body takes milliseconds that captures would wait for; it is explained when it is opened. */
const backgroundBodyLimit = 1024 * 1024

/** Finds out why signatures fail, off the receiver's path: in slices, so that deliveries are taken in between. */
export function createFailureExplainer(parts: ExplainerParts): FailureExplainer {
  const { ports, store, changes, readCase, verdictWrites } = parts
  const waiting: { readonly id: string; readonly done: (cause: FoundCause | null) => void }[] = []
  let closed = false
  let running: Promise<void> | null = null

  async function explain(id: string, pace: Pace): Promise<Ladder | null> {
    const found = await readCase(id)
    if (judge(found.input).state !== 'failed') return null
    const start = ports.clock.elapsed()
    const elapsed = () => ports.clock.elapsed() - start
    const ladder = await explainFailure(failureInput(parts, found), {
      elapsed,
      limitMs: pace.limitMs,
      pause: async () => void (await pace.pause()),
    })
    await keepCause(id, { code: ladder.cause, sentence: ladder.sentence })
    return ladder
  }

  /** With the stored verdict, unless that was judged anew meanwhile and does not fail any more. */
  const keepCause = (id: string, cause: FoundCause) =>
    verdictWrites(async () => {
      const { verdict, seq } = await store.detail(id)
      if (verdict.state !== 'failed') return
      if (verdict.cause?.code === cause.code && verdict.cause.sentence === cause.sentence) return
      await store.setVerification(seq, { ...verdict, cause })
      changes.emit({ kind: 'changed', seq })
    })

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next && !closed; next = waiting.shift()) {
      next.done(await explainQuietly(next.id))
      await background.pause()
    }
    running = null
  }

  async function explainQuietly(id: string): Promise<FoundCause | null> {
    try {
      if ((await store.detail(id)).size > backgroundBodyLimit) return null
      const ladder = await explain(id, background)
      return ladder && { code: ladder.cause, sentence: ladder.sentence }
    } catch (error) {
      // Nobody waits for it, and it is tried again when the delivery is opened.
      ports.log.warn('a failed signature was not explained', { delivery: id, error: String(error) })
      return null
    }
  }

  return {
    explain: (id) => explain(id, asked),
    explainLater(id) {
      if (closed) return Promise.resolve(null)
      if (waiting.length >= waitingLimit) waiting.shift()?.done(null)
      return new Promise((done) => {
        waiting.push({ id, done })
        running ??= work()
      })
    },
    async close() {
      closed = true
      for (const { done } of waiting.splice(0)) done(null)
      await running
    },
  }
}
