import { strToU8, zipSync } from 'fflate'
import type { ExportFile } from './export-format.ts'

/** Zip entries carry local time without a zone; this one is the same bytes everywhere. */
const entryTime = new Date(1980, 0, 1)

/** One file stays what it is; several become one zip, the same bytes for the same files. */
export function bundle(files: readonly ExportFile[]): ExportFile {
  const [first] = files
  if (first !== undefined && files.length === 1) return first
  const entries = Object.fromEntries(
    files.map(({ name, content }) => [name, typeof content === 'string' ? strToU8(content) : content]),
  )
  return { name: zipName(files), mediaType: 'application/zip', content: zipSync(entries, { mtime: entryTime }) }
}

function zipName(files: readonly ExportFile[]): string {
  const stem = files[0]?.name.replace(/\.[^.]+$/, '') ?? ''
  if (stem !== '' && files.every(({ name }) => name.startsWith(`${stem}.`))) return `${stem}.zip`
  return `switchhook-${files.length}-files.zip`
}
