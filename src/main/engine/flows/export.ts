import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { ExportOrder, ExportProgress, ExportSubject } from '#shared/api/exports.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { type ExportThread, exportCancelled } from '../export/exporter.ts'
import { exportFormatNamed } from '../export/registry.ts'
import { holdsAll, type OrderedItem, type RenderedPiece } from '../export/render.ts'
import type { Clock } from '../ports.ts'
import { type ExportItemParts, readExportItem, type SharedValues, sharedValues } from './export-item.ts'

interface ExportParts extends ExportItemParts {
  readonly clock: Clock
  readonly thread: ExportThread
  readonly generator: string
  /** Null where this is no id of this log. */
  readonly seqOf: (id: string) => number | null
  readonly idOf: (seq: number) => string
  /** Most bytes of requests in an export that is held in memory as a whole. */
  readonly limit?: number
}

export interface RenderOrder extends ExportOrder {
  readonly separate?: boolean | undefined
}

/**
 * Renders deliveries in a format: pieces of its files, and how far it is. Throws AppError: `not-found` for a format or
 * delivery that does not exist and a search that finds nothing, `bad-input` for what is too much at once or a query with a
 * mistake, `cancelled`.
 */
export type ExportFlow = (
  order: RenderOrder,
  stop?: StopSignal,
) => AsyncGenerator<RenderedPiece | { readonly progress: ExportProgress }, void>

/** Deliveries that are read and rendered at a time. */
const batchSize = 32
/** Of a search, looked through in one step. */
const pageSize = 4000

export function createExportFlow(parts: ExportParts): ExportFlow {
  const { views, endpoints, clock, thread, generator, seqOf, idOf, limit = 256_000_000 } = parts

  /** Numbers of deliveries, some at a time. */
  async function* find(what: ExportSubject): AsyncGenerator<readonly number[]> {
    if ('ids' in what) {
      yield [...new Set(what.ids)].map((id) => {
        const seq = seqOf(id)
        if (seq === null) throw new AppError('not-found', `Delivery ${id} is not in the log (any more).`)
        return seq
      })
      return
    }
    if ('attemptsOf' in what) {
      const { rows, total } = await views.read.attempts(await views.read.seqOf(what.attemptsOf))
      if (rows.length < total)
        throw new AppError(
          'bad-input',
          `This event has ${total} attempts, and ${rows.length} can be exported as such. Export them by a search.`,
        )
      yield rows.map(({ seq }) => seq)
      return
    }
    const now = clock.now()
    const range = { ...what, through: await views.read.through(), order: 'oldest', limit: pageSize } as const
    for (let after = 0; ; ) {
      const { seqs, next } = await views.read.scan({ ...range, after }, now)
      yield seqs
      if (next === null) return
      after = next - 1
    }
  }

  /** Null where it is gone, and was not asked for by its id. */
  async function toItem(seq: number, mayBeGone: boolean, shared: SharedValues): Promise<OrderedItem | null> {
    try {
      return await readExportItem(parts, idOf(seq), shared)
    } catch (error) {
      if (mayBeGone && error instanceof AppError && error.code === 'not-found') return null
      throw error
    }
  }

  return async function* (order, stop) {
    const { what, format, options, safe, separate } = order
    exportFormatNamed(format)
    const seqs: number[] = []
    for await (const found of find(what)) {
      for (const seq of found) seqs.push(seq)
      throwIfStopped(stop)
      if ('query' in what) yield { progress: { done: 0, total: seqs.length } }
    }
    const total = seqs.length
    if (total === 0) throw new AppError('not-found', 'No delivery fits this search: there is nothing to export.')
    const rendered = { format, generator, options, safe, separate, total }
    /** Of a search, deleted since it was looked through. */
    let gone = 0
    let room = holdsAll(rendered) ? limit : Number.POSITIVE_INFINITY

    const read = async (from: number): Promise<readonly OrderedItem[]> => {
      // The same objects for all of them: they are copied to the thread once.
      const shared = sharedValues(endpoints)
      const asked = seqs.slice(from, from + batchSize)
      const found = await Promise.all(asked.map((seq) => toItem(seq, 'query' in what, shared)))
      return found.filter((item) => item !== null)
    }

    async function* batches(): AsyncGenerator<readonly OrderedItem[]> {
      let next = read(0)
      for (let at = 0; at < total; at += batchSize) {
        throwIfStopped(stop)
        const items = await next
        gone += Math.min(batchSize, total - at) - items.length
        room -= items.reduce((sum, { delivery }) => sum + sizeOf(delivery), 0)
        if (room < 0)
          throw new AppError(
            'bad-input',
            `These requests are more than ${formatBytes(limit)}, and this export has to hold all of them at once. Choose fewer.`,
          )
        // Read while these are rendered.
        if (at + batchSize < total) next = read(at + batchSize)
        next.catch(() => undefined)
        yield items
      }
    }

    for await (const piece of thread.render(rendered, batches(), stop)) {
      yield typeof piece === 'number' ? { progress: { done: piece + gone, total } } : piece
    }
  }
}

function throwIfStopped(stop: StopSignal | undefined): void {
  if (stop?.aborted) throw new AppError('cancelled', exportCancelled)
}

const sizeOf = ({ size, request }: DeliveryDetail): number =>
  request.headers.reduce((sum, [name, value]) => sum + name.length + value.length, size)
