import { AppError } from '#shared/api/errors.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import type { ExportPiece, ExportThread } from '../export/exporter.ts'
import { exportFormats } from '../export/registry.ts'
import type { ExportOrder } from '../export/render.ts'
import { type ExportItemParts, readExportItem } from './export-item.ts'

interface ExportParts extends ExportItemParts {
  readonly thread: ExportThread
  readonly generator: string
  /** Largest sum of body bytes in one export: they are held in memory. */
  readonly limit?: number
}

export type ExportFlow = ReturnType<typeof createExportFlow>

/** Renders deliveries in a format; several files become one zip. */
export function createExportFlow(parts: ExportParts) {
  const { thread, generator, limit = 256_000_000 } = parts

  return async function* (ids: readonly string[], format: string): AsyncGenerator<ExportPiece, void> {
    if (!exportFormats.has(format)) throw new AppError('not-found', `There is no export format "${format}".`)
    const items: ExportOrder['items'][number][] = []
    let total = 0
    for (const id of ids) {
      const item = await readExportItem(parts, id)
      total += item.delivery.size
      if (total > limit)
        throw new AppError(
          'bad-input',
          `These deliveries hold more than ${formatBytes(limit)} of bodies. Choose fewer.`,
        )
      items.push(item)
    }
    yield* thread.render({ format, generator, items })
  }
}
