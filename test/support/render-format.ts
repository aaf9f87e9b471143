import type { RenderOptions } from '#shared/model/export-options.ts'
import type { ExportFile, ExportItem } from '../../src/main/engine/export/export-format.ts'
import { exportFormats } from '../../src/main/engine/export/registry.ts'
import { joinPieces } from './join-pieces.ts'

/** The files that the export thread makes of deliveries: masked, then rendered. */
export function renderFormat(
  format: string,
  items: readonly ExportItem[],
  options: RenderOptions = {},
  generator = 'switchhook 0.1.0',
): readonly ExportFile[] {
  const found = exportFormats.get(format)
  if (found === undefined) throw new Error(`There is no format ${format}.`)
  return found.render(items, generator, options)
}

export const fileBytes = ({ content }: ExportFile): Buffer => Buffer.from(joinPieces(content))

/** The text of the first file. */
export function renderText(format: string, items: readonly ExportItem[], options: RenderOptions = {}): string {
  const [file] = renderFormat(format, items, options)
  return file === undefined ? '' : fileBytes(file).toString()
}
