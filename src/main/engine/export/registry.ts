import type { ExportFile, ExportFormat, ExportFormatInfo, ExportItem } from './export-format.ts'
import { maskItems } from './mask-items.ts'

/** A format as the engine uses it: credentials are masked before the format sees anything. */
export interface Exporter extends ExportFormatInfo {
  render(items: readonly ExportItem[], generator: string): readonly ExportFile[]
}

const files = import.meta.glob<ExportFormat>('./formats/*.ts', { eager: true, import: 'default' })

/** All export formats, by id. */
export const exportFormats: ReadonlyMap<string, Exporter> = new Map(
  Object.values(files).map((format) => [
    format.id,
    { ...format, render: (items, generator) => format.render(maskItems(items), generator) },
  ]),
)
