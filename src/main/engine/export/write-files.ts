import { randomUUID } from 'node:crypto'
import { type FileHandle, link, lstat, open, readdir, rename, rm, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { RenderedPiece } from './render.ts'

/** Writes an export's files into a folder: whole or not at all, and never over another file. */
export interface FileWriter {
  /** Names, in order. */
  readonly written: readonly string[]
  readonly alreadyThere: readonly string[]
  /** The pieces of a file follow each other. Throws WriteFailure. */
  take(piece: RenderedPiece): Promise<void>
  /** The last file is whole. Throws WriteFailure. */
  finish(): Promise<void>
  /** Nothing is left of a file that is not whole. Never rejects. */
  abort(): Promise<void>
}

/** A file could not be written; the message is for people. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure'
}

interface OpenFile {
  readonly name: string
  readonly temporary: string
  readonly handle: FileHandle
}

/** `sync`: each file is on the disk before it gets its name. */
export function createFileWriter(folder: string, { sync }: { readonly sync: boolean }): FileWriter {
  const written: string[] = []
  const alreadyThere: string[] = []
  let current: OpenFile | null = null

  async function begin(name: string): Promise<OpenFile> {
    // Names are made by the formats; one that leads elsewhere is a fault of theirs.
    if (name !== basename(name) || name.startsWith('.')) throw new Error(`"${name}" is no name for a file`)
    const temporary = join(folder, `.switchhook-${randomUUID()}.part`)
    return { name, temporary, handle: await open(temporary, 'wx') }
  }

  async function end({ name, temporary, handle }: OpenFile): Promise<void> {
    if (sync) await handle.sync()
    await handle.close()
    const isNew = await giveName(temporary, join(folder, name))
    ;(isNew ? written : alreadyThere).push(name)
  }

  async function finish(): Promise<void> {
    const file = current
    if (!file) return
    await withReason(folder, () => end(file))
    current = null
  }

  return {
    written,
    alreadyThere,
    async take({ name, base64 }) {
      if (current?.name !== name) await finish()
      await withReason(folder, async () => {
        current ??= await begin(name)
        await current.handle.writeFile(Buffer.from(base64, 'base64'))
      })
    },
    finish,
    async abort() {
      const file = current
      current = null
      if (!file) return
      await file.handle.close().catch(() => undefined)
      await rm(file.temporary, { force: true }).catch(() => undefined)
    },
  }
}

const ours = /^\.switchhook-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.part$/
/** A file that is being written, perhaps by another host, is written to more often than that. */
const leftAfterMs = 10 * 60_000

/**
 * Removes what a host that was killed has left in a folder. Never rejects: a folder that is gone or cannot be read has nothing
 * to sweep. `below`: also in the folders below it.
 */
export async function sweepUnfinished(folder: string, now: number, { below = false } = {}): Promise<void> {
  const names = await readdir(folder, { recursive: below }).catch((): string[] => [])
  for (const path of names.filter((name) => ours.test(basename(name))).map((name) => join(folder, name))) {
    const found = await lstat(path).catch(() => null)
    if (found?.isFile() && now - found.mtimeMs > leftAfterMs) await rm(path, { force: true }).catch(() => undefined)
  }
}

const noLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/** False where there is one of this name already, which stays. */
async function giveName(temporary: string, path: string): Promise<boolean> {
  try {
    // Unlike a rename, this fails where the name is taken.
    await link(temporary, path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (noLinks.includes(code) && !(await exists(path))) {
      await rename(temporary, path)
      return true
    }
    if (code !== 'EEXIST' && !noLinks.includes(code)) throw error
    await unlink(temporary)
    return false
  }
  await unlink(temporary)
  return true
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

async function withReason(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    throw new WriteFailure(`${folder} cannot be written to: ${reasons[code] ?? (cause as Error).message}.`, { cause })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the folder is not there',
  ENOTDIR: 'the folder is not there',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
}
