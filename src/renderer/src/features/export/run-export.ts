import type { AppClient } from '#shared/api/contract.ts'
import type { ExportOrder } from '#shared/api/exports.ts'
import { copyAs, type ExportWatch, exportPieces, saveAs } from '../../state/exports.tsx'
import { plural } from '../../ui/text.tsx'

/** What of the File System Access API is used; TypeScript's own types end before it. */
type PickDirectory = (options: { mode: 'readwrite'; id: string }) => Promise<FileSystemDirectoryHandle>
const pickDirectory = (): PickDirectory | undefined =>
  (globalThis as { showDirectoryPicker?: PickDirectory }).showDirectoryPicker

/** Can this browser be given a folder? */
export const canPickFolder = (): boolean => pickDirectory() !== undefined

/** Asks for a folder; null where the user chose none. To be called right after a click or key. */
export async function pickFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await pickDirectory()?.call(globalThis, { mode: 'readwrite', id: 'switchhook-export' })) ?? null
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

/** Resolves with what to say when it is done. */
export async function download(client: AppClient, order: ExportOrder, watch: ExportWatch): Promise<string> {
  return `Saved ${await saveAs(client, order, watch)}`
}

export async function copy(client: AppClient, order: ExportOrder, name: string, watch: ExportWatch): Promise<string> {
  await copyAs(client, order, watch)
  return `${name} copied`
}

/** Writes file by file into a folder of the browser's. Files that are there already stay. */
export async function writeFolder(
  client: AppClient,
  order: ExportOrder,
  folder: FileSystemDirectoryHandle,
  watch: ExportWatch,
): Promise<string> {
  let written = 0
  let there = 0
  let current = null as { readonly name: string; readonly file: FileSystemWritableFileStream | null } | null
  const finish = async () => {
    if (current === null) return
    await current.file?.close()
    if (current.file) written += 1
    else there += 1
    current = null
  }
  try {
    for await (const { name, bytes } of exportPieces(client, { ...order, separate: true }, watch)) {
      if (current?.name !== name) {
        await finish()
        current = { name, file: await newFile(folder, name) }
      }
      await current.file?.write(bytes)
    }
    if (!watch.signal?.aborted) await finish()
    return filesWords(written, there, folder.name)
  } finally {
    // Nothing is left of what is not whole.
    if (current?.file) {
      await current.file.abort().catch(() => undefined)
      await folder.removeEntry(current.name).catch(() => undefined)
    }
  }
}

/** Null where there is one of this name. */
async function newFile(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemWritableFileStream | null> {
  const exists = await folder.getFileHandle(name).then(
    () => true,
    () => false,
  )
  return exists ? null : (await folder.getFileHandle(name, { create: true })).createWritable()
}

/** The host writes the files. */
export async function writeOnHost(
  client: AppClient,
  order: ExportOrder,
  folder: string,
  { signal, onProgress }: ExportWatch,
): Promise<string> {
  let last = { written: 0, alreadyThere: 0, folder }
  for await (const item of client.stream('exports.save', { ...order, folder }, signal && { signal })) {
    onProgress?.(item)
    last = item
  }
  return filesWords(last.written, last.alreadyThere, last.folder)
}

function filesWords(written: number, there: number, folder: string): string {
  const already = there === 0 ? '' : `; ${plural(there, 'was', 'were')} there already and stayed`
  return `${plural(written, 'file')} written to ${folder}${already}`
}
