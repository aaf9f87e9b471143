import type { RenderedPiece } from '../../src/main/engine/export/render.ts'

type Item = RenderedPiece | number | { readonly progress: object }

/** An export's file, put together from its pieces. */
export async function wholeExport(items: AsyncIterable<Item>) {
  const [file = { name: '', mediaType: '', bytes: Buffer.of() }] = await exportedFiles(items)
  return file
}

/** The files of an export, in order. */
export async function exportedFiles(items: AsyncIterable<Item>) {
  const files: { readonly name: string; readonly mediaType: string; parts: Buffer[] }[] = []
  for await (const item of items) {
    if (typeof item === 'number' || 'progress' in item) continue
    const { base64, ...named } = item
    if (files.at(-1)?.name !== named.name) files.push({ ...named, parts: [] })
    files.at(-1)!.parts.push(Buffer.from(base64, 'base64'))
  }
  return files.map(({ parts, ...file }) => ({ ...file, bytes: Buffer.concat(parts) }))
}
