import { AppError } from '#shared/api/errors.ts'
import type { SafePreview } from '#shared/api/safe-exports.ts'
import type { SafeOptions } from '#shared/model/safe-export.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import type { ExportThread } from '../export/exporter.ts'
import type { OrderedItem } from '../export/render.ts'
import { type ExportItemParts, readExportItem, sharedValues } from './export-item.ts'

/** Larger bodies are not shown in two versions side by side anyway. */
const limit = 32_000_000

/** What a safe export of some deliveries would hold. */
export type PreviewExport = (ids: readonly string[], safe: SafeOptions) => Promise<SafePreview>

interface PreviewParts extends ExportItemParts {
  readonly thread: Pick<ExportThread, 'preview'>
}

export function createPreviewExport(parts: PreviewParts): PreviewExport {
  return async (ids, safe) => {
    const items: OrderedItem[] = []
    const shared = sharedValues(parts.endpoints)
    let total = 0
    for (const id of ids) {
      const item = await readExportItem(parts, id, shared)
      total += item.delivery.size
      if (total > limit)
        throw new AppError(
          'bad-input',
          `A preview takes up to ${formatBytes(limit)} of bodies. Choose fewer deliveries.`,
        )
      items.push(item)
    }
    return parts.thread.preview({ items, safe })
  }
}
