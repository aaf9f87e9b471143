import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'

/** Files of a pack are data of a few kB; anything far above is a mistake. */
const fileLimit = 8 * 1024 * 1024

export type PackFile =
  | { readonly ok: true; readonly bytes: Buffer }
  /** One sentence. */
  | { readonly ok: false; readonly problem: string }

/** Reads a file of a pack: never anything but a regular file, because a pipe would be waited for without end. */
export function readPackFile(file: string): PackFile {
  try {
    if (!statSync(file).isFile()) return notAFile
    // Not blocking: what was a file a moment ago may be a pipe now.
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stat = fstatSync(descriptor)
      if (!stat.isFile()) return notAFile
      if (stat.size > fileLimit) return { ok: false, problem: 'The file is larger than 8 MiB.' }
      return { ok: true, bytes: readFileSync(descriptor) }
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return { ok: false, problem: unreadable(error) }
  }
}

const notAFile = { ok: false, problem: 'This is not a regular file.' } as const

/** Names in a folder, in order and without hidden ones; null where there is no such folder. Throws for other reasons. */
export function listFolder(folder: string, only: 'all' | 'folders' = 'all'): string[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.'))
      .filter((entry) => only === 'all' || entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

export function unreadable(error: unknown): string {
  if (codeOf(error) === 'ENOENT') return 'The file is missing.'
  return `The file can't be read: ${error instanceof Error ? error.message : String(error)}`
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}
