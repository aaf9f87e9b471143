import { setTimeout as delay } from 'node:timers/promises'
import { AppError } from '#shared/api/errors.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { createMutex, type Mutex } from '../lib/mutex.ts'
import { startThread } from '../lib/thread.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { AddFacts } from '../log/codec.ts'
import type { FoundCause } from '../log/entries.ts'
import type { EnginePorts } from '../ports.ts'
import type { LadderFunctions, SentBody } from '../signatures/ladder/ladder-input.ts'
import { failureInput, readCase, type StoredParts } from './stored-delivery.ts'

/** Finds out why signatures fail, in a thread of its own that can be ended in the middle of a search. */
export interface FailureExplainer {
  /** Why the signature does not hold, found now; null where it does not fail with the secrets of now. */
  explain(id: string): Promise<Ladder | null>
  /** The evidence behind a delivery's verdict. */
  report(id: string): Promise<SignatureReport>
  /** Explains in the background, one after another; null where it does not fail, or was crowded out by newer ones. */
  explainLater(id: string): Promise<FoundCause | null>
  /** Failures that wait. */
  waiting(): number
  close(): Promise<void>
}

interface ExplainerParts extends StoredParts {
  readonly ports: EnginePorts
  readonly addFacts: AddFacts
  /** Held by everybody who reads a stored verdict and writes another. */
  readonly verdictWrites: Mutex
  /** For tests: a thread that does something else. */
  readonly threadUrl?: URL
}

/** Longest search, milliseconds, and how long the thread may take beyond it before it is ended. */
const limitMs = 3000
const graceMs = 2000
/** After each search in the background the thread rests this many times as long: deliveries come first. */
const restFactor = 3
const maxRestMs = 250
/** Failures that wait at most; the oldest give way, they are explained when they are opened. */
const maxWaiting = 200
/** Bytes. Larger bodies are explained when they are opened. */
const backgroundBodyLimit = 1024 * 1024

export function createFailureExplainer(parts: ExplainerParts): FailureExplainer {
  const { ports, views, addFacts, verdictWrites } = parts
  const queue: { readonly id: string; readonly done: (cause: FoundCause | null) => void }[] = []
  let closed = false
  let running: Promise<void> | null = null
  let thread: ReturnType<typeof startThread<LadderFunctions>> | null = null

  function ladder() {
    if (closed) throw new AppError('closed', 'Switchhook is closing.')
    thread ??= startThread<LadderFunctions>({
      url: parts.threadUrl ?? workerUrl(new URL('../signatures/ladder/thread.ts', import.meta.url), 'ladder'),
      name: 'The signature explainer',
      data: () => null,
      heap: { young: 8, old: 256 },
      closeMs: 500,
      log: ports.log,
    })
    return thread
  }

  /** The thread does one thing at a time: the time that a search waits for another one is not its own. */
  const oneSearch = createMutex()
  /** The thread ends itself a search that takes too long; one that does not even do that is killed. */
  const limited = <T>(work: (run: ReturnType<typeof ladder>) => Promise<T>): Promise<T> =>
    oneSearch(async () => {
      const run = ladder()
      // Its start, which takes long on a busy machine, is not the search's time either.
      await run.remote.started()
      const timer = setTimeout(() => run.kill(), limitMs + graceMs)
      try {
        return await work(run)
      } finally {
        clearTimeout(timer)
      }
    })

  async function explain(id: string): Promise<Ladder | null> {
    const found = await readCase(parts, id)
    const explained = await limited(({ remote }) =>
      remote.explain(failureInput(parts, found), sendable(found.body), { limitMs }),
    )
    if (explained !== null) await saveCause(id, { code: explained.cause, sentence: explained.sentence })
    return explained
  }

  /** With the stored verdict, unless that was judged again meanwhile and does not fail any more. */
  const saveCause = (id: string, cause: FoundCause) =>
    verdictWrites(async () => {
      const { verdict, seq } = await views.read.detail(id)
      if (verdict.state !== 'failed') return
      if (verdict.cause?.code === cause.code && verdict.cause.sentence === cause.sentence) return
      await addFacts([{ kind: 'cause-found', about: seq, cause }])
    })

  async function work(): Promise<void> {
    for (let next = queue.shift(); next && !closed; next = queue.shift()) {
      const start = ports.clock.elapsed()
      next.done(await explainQuietly(next.id))
      await delay(Math.min(maxRestMs, restFactor * (ports.clock.elapsed() - start)))
    }
    running = null
  }

  async function explainQuietly(id: string): Promise<FoundCause | null> {
    try {
      if ((await views.read.detail(id)).size > backgroundBodyLimit) return null
      const found = await explain(id)
      return found && { code: found.cause, sentence: found.sentence }
    } catch (error) {
      // Nobody waits for it, and it is tried again when the delivery is opened.
      const expected = error instanceof AppError && (error.code === 'not-found' || error.code === 'closed')
      if (!expected) ports.log.warn('a failed signature was not explained', { delivery: id, error: String(error) })
      return null
    }
  }

  return {
    explain,
    async report(id) {
      const { delivery, body, input } = await readCase(parts, id)
      const { verdict } = delivery
      if (verdict.reason === 'handshake')
        return { verification: verdict, scheme: null, signedString: [], received: [], expected: [] }
      return limited(({ remote }) => remote.report(input, sendable(body)))
    },
    explainLater(id) {
      if (closed) return Promise.resolve(null)
      if (queue.length >= maxWaiting) queue.shift()?.done(null)
      return new Promise((done) => {
        queue.push({ id, done })
        running ??= work()
      })
    },
    waiting: () => queue.length,
    async close() {
      closed = true
      for (const { done } of queue.splice(0)) done(null)
      thread?.kill()
      await thread?.close()
      await running
    },
  }
}

/** Large bodies are read by the thread itself. */
const sendable = (body: CapturedBody): SentBody => (body.kind === 'memory' ? body.bytes : { path: body.path })
