import type { ExportFile, ExportFormatInfo, ExportItem } from './export-format.ts'
import curl from './formats/curl.ts'
import fixture from './formats/fixture.ts'
import har from './formats/har.ts'
import { maskItems } from './mask-items.ts'

/** A format as the engine uses it: credentials are masked before the format sees anything. */
export interface Exporter extends ExportFormatInfo {
  render(items: readonly ExportItem[], generator: string): readonly ExportFile[]
}

/** All export formats, by id, in the order of the menu. */
export const exportFormats: ReadonlyMap<string, Exporter> = new Map(
  [curl, fixture, har].map((format) => [
    format.id,
    { ...format, render: (items, generator) => format.render(maskItems(items), generator) },
  ]),
)

/** What the menu shows of them. */
export function exportFormatInfos(): ExportFormatInfo[] {
  return [...exportFormats.values()].map(({ render: _, ...info }) => info)
}
