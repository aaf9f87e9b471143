import type { StopSignal } from '#shared/api/contract-types.ts'
import type { SafePreview } from '#shared/api/safe-exports.ts'
import { answerUnlessStopped, createThreadOnDemand } from '../lib/thread-on-demand.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Log } from '../ports.ts'
import type { PreviewOrder } from './pseudonymise/preview.ts'
import { type ExportOrder, holdsAll, type OrderedItem, type RenderedPiece } from './render.ts'
import type { createExportFunctions } from './thread.ts'

/** A thread that has nothing to do ends after this long, and gives its memory back. */
const idleMs = 15_000
/** A thread that has not answered so long after its export was cancelled is ended. */
const defaultPatienceMs = 5_000
/** Exports at once: of those that hold many deliveries, and of the others. A reader that is slow holds up few. */
const lanes = { holding: 1, passing: 4 }

/** What is said of an export that its user has stopped. */
export const exportCancelled = 'The export was cancelled.'

export interface ExportThread {
  /**
   * Renders deliveries as they are handed over, in pieces that are made as they are taken; a number tells how many
   * deliveries were taken up so far. Throws the AppError of what cannot be exported; `cancelled` where the thread had to be
   * ended because it was told to stop and did not answer.
   */
  render(
    order: ExportOrder,
    batches: AsyncIterable<readonly OrderedItem[]> | Iterable<readonly OrderedItem[]>,
    stop?: StopSignal,
  ): AsyncGenerator<RenderedPiece | number, void>
  /** What a safe export would hold. */
  preview(order: PreviewOrder): Promise<SafePreview>
  close(): Promise<void>
}

/** Renders exports in a thread of its own, which is started when the first one is asked for. */
export function createExportThread(log: Log, idleAfterMs = idleMs, patienceMs = defaultPatienceMs): ExportThread {
  const thread = createThreadOnDemand<ReturnType<typeof createExportFunctions>>(
    {
      url: workerUrl(new URL('./thread.ts', import.meta.url), 'exporter'),
      name: 'the export thread',
      data: () => null,
      closeMs: 500,
      log,
    },
    idleAfterMs,
  )
  const turns = { holding: createTurns(lanes.holding), passing: createTurns(lanes.passing) }
  let started = 0
  const patience = { patienceMs, kill: thread.kill, message: exportCancelled }

  return {
    async *render(order, batches, stop) {
      const lane = order.total > 1 && holdsAll(order) ? 'holding' : 'passing'
      const { remote, release } = thread.hold()
      const done = await turns[lane]()
      const answer = <T>(call: Promise<T>) => answerUnlessStopped(call, stop, patience)
      started += 1
      const id = started
      const piecesFrom = async function* (first: readonly RenderedPiece[]) {
        for (let pieces = first; pieces.length > 0; pieces = await answer(remote.read(id))) yield* pieces
      }
      try {
        await answer(remote.start(id, order))
        let taken = 0
        for await (const items of batches) {
          yield* piecesFrom(await answer(remote.add(id, items)))
          taken += items.length
          yield taken
        }
        yield* piecesFrom(await answer(remote.finish(id)))
      } finally {
        // What is left of it, where the reader went away. A thread that has ended kept nothing.
        await remote.drop(id).catch(() => undefined)
        done()
        release()
      }
    },
    preview: (order) =>
      thread.use(async (remote) => {
        const done = await turns.holding()
        try {
          return await remote.preview(order)
        } finally {
          done()
        }
      }),
    close: thread.close,
  }
}

/** Lets so many through at once, in order; resolves with what lets the next one through. */
function createTurns(free: number): () => Promise<() => void> {
  const waiting: (() => void)[] = []
  const give = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    return give
  }
}
