import type { RenderOptions } from '#shared/model/export-options.ts'
import type { ExportFile, ExportItem } from '../../src/main/engine/export/export-format.ts'
import { maskItems } from '../../src/main/engine/export/mask-items.ts'
import { exportFormatNamed } from '../../src/main/engine/export/registry.ts'
import { joinPieces } from './join-pieces.ts'

/** The files that the export thread makes of deliveries: masked, then rendered. */
export function renderFormat(
  format: string,
  items: readonly ExportItem[],
  options: RenderOptions = {},
  generator = 'switchhook 0.1.0',
): readonly ExportFile[] {
  return exportFormatNamed(format).render(maskItems(items), generator, options)
}

export const fileBytes = ({ content }: ExportFile): Buffer => Buffer.from(joinPieces(content))

/** The text of the first file. */
export function renderText(format: string, items: readonly ExportItem[], options: RenderOptions = {}): string {
  const [file] = renderFormat(format, items, options)
  return file === undefined ? '' : fileBytes(file).toString()
}
