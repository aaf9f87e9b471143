import type { AppClient } from '#shared/api/contract.ts'

/** A file to import, with the folders that it was in. */
export interface NamedFile {
  readonly name: string
  readonly blob: Blob
}

/** Bytes and files in one message: small, so that none of them holds the page up. */
const perMessage = { bytes: 1024 * 1024, files: 200 }

interface Piece {
  readonly name: string
  readonly blob: Blob
  readonly more: boolean
}

/**
 * Hands files to the host, several small ones at a time; `onProgress` hears of bytes. Resolves with whether all are there:
 * the signal ends it. Rejects where the host refuses.
 */
export async function upload(
  client: AppClient,
  id: string,
  files: readonly NamedFile[],
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const total = files.reduce((sum, { blob }) => sum + blob.size, 0)
  let done = 0
  for (const message of messages(files)) {
    if (signal.aborted) return false
    const pieces = await Promise.all(
      message.map(async ({ name, blob, more }) => ({ name, more, base64: await base64Of(blob) })),
    )
    await client.call('imports.put', { id, files: pieces })
    if (signal.aborted) return false
    done += message.reduce((sum, { blob }) => sum + blob.size, 0)
    onProgress(done, total)
  }
  return true
}

function* messages(files: readonly NamedFile[]): Generator<Piece[]> {
  let waiting: Piece[] = []
  let size = 0
  for (const { name, blob } of files) {
    for (let at = 0, first = true; first || at < blob.size; first = false) {
      const end = Math.min(blob.size, at + perMessage.bytes - size)
      waiting.push({ name, blob: blob.slice(at, end), more: end < blob.size })
      size += end - at
      at = end
      if (size < perMessage.bytes && waiting.length < perMessage.files) continue
      yield waiting
      waiting = []
      size = 0
    }
  }
  if (waiting.length > 0) yield waiting
}

/** Off this thread: the browser encodes it. */
function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(new Error('A file cannot be read. Was it moved or changed?'))
    if (blob.size === 0) resolve('')
    else reader.readAsDataURL(blob)
  })
}

/** Files of what was chosen; a folder that was chosen tells the way to each. */
export const chosenFiles = (files: Iterable<File>): NamedFile[] =>
  [...files].map((file) => ({ name: file.webkitRelativePath || file.name, blob: file }))

/** Files of what was dropped, folders gone through; in the order of their names. */
export async function droppedFiles(entries: readonly FileSystemEntry[]): Promise<NamedFile[]> {
  const found: NamedFile[] = []
  const waiting = [...entries]
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const name = entry.fullPath.replace(/^\//, '')
    if (entry.isFile) found.push({ name, blob: await fileOf(entry as FileSystemFileEntry) })
    else waiting.push(...(await childrenOf(entry as FileSystemDirectoryEntry)))
  }
  return found.sort((one, other) => (one.name < other.name ? -1 : 1))
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

/** The browser gives a hundred at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}
