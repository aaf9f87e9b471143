import type { ExportPiece } from '../../src/main/engine/export/exporter.ts'

/** An export's file, put together from its pieces. */
export async function wholeExport(pieces: AsyncIterable<ExportPiece>) {
  const parts: Buffer[] = []
  let file = { name: '', mediaType: '' }
  for await (const { base64, ...named } of pieces) {
    file = named
    parts.push(Buffer.from(base64, 'base64'))
  }
  return { ...file, bytes: Buffer.concat(parts) }
}
