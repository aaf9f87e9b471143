import type { SafePreview } from '#shared/api/safe-exports.ts'
import { createThreadOnDemand } from '../lib/thread-on-demand.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Log } from '../ports.ts'
import type { PreviewOrder } from './pseudonymise/preview.ts'
import { type ExportOrder, holdsAll, type OrderedItem, type RenderedPiece } from './render.ts'
import type { createExportFunctions } from './thread.ts'

/** A thread that has nothing to do ends after this long, and gives its memory back. */
const idleMs = 15_000
/** Exports at once: of those that hold many deliveries, and of the others. A reader that is slow holds up few. */
const lanes = { holding: 1, passing: 4 }

/** A piece of an export's file; its Base64 is decoded by itself. */
export type ExportPiece = RenderedPiece

export interface ExportThread {
  /**
   * Renders deliveries as they are handed over, in pieces that are made as they are taken; a number tells how many
   * deliveries were taken up so far. Throws the AppError of what cannot be exported.
   */
  render(
    order: ExportOrder,
    batches: AsyncIterable<readonly OrderedItem[]> | Iterable<readonly OrderedItem[]>,
  ): AsyncGenerator<ExportPiece | number, void>
  /** What a safe export would hold. */
  preview(order: PreviewOrder): Promise<SafePreview>
  close(): Promise<void>
}

/** Renders exports in a thread of its own, which is started when the first one is asked for. */
export function createExportThread(log: Log, idleAfterMs = idleMs): ExportThread {
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

  return {
    async *render(order, batches) {
      const { remote, release } = thread.hold()
      const done = await turns[order.total > 1 && holdsAll(order) ? 'holding' : 'passing']()
      started += 1
      const id = started
      const piecesFrom = async function* (first: readonly RenderedPiece[]) {
        for (let pieces = first; pieces.length > 0; pieces = await remote.read(id)) yield* pieces
      }
      try {
        await remote.start(id, order)
        let taken = 0
        for await (const items of batches) {
          yield* piecesFrom(await remote.add(id, items))
          taken += items.length
          yield taken
        }
        yield* piecesFrom(await remote.finish(id))
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
