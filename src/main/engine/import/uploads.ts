import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#shared/api/errors.ts'
import { formatCount } from '#shared/sentences/units.ts'
import type { EnginePorts } from '../ports.ts'
import type { HeldFile, ImportSource } from './read-source.ts'

/** A piece of a file that is handed in; `more`: the next piece of it follows as the first of the next call. */
export interface UploadedPiece {
  readonly name: string
  readonly bytes: Uint8Array
  readonly more: boolean
}

/** Files that were handed in for an import, held in the data folder until it is over. */
export interface Uploads {
  open(): string
  /** Throws AppError `not-found`, and `bad-input` where it becomes too much. */
  put(id: string, pieces: readonly UploadedPiece[]): void
  /** Throws AppError `not-found`, and `bad-input` where a file is not complete. */
  get(id: string): ImportSource
  drop(id: string): void
  /** Removes what an earlier run has left; to be called at a start and at the end. */
  clear(): void
}

interface Upload {
  readonly path: string
  readonly files: HeldFile[]
  size: number
  /** The last file is not complete. */
  isOpen: boolean
  usedAt: number
}

const limits = { bytes: 1024 ** 3, files: 200_000, uploads: 8 }
/** One that nobody has asked about for so long is dropped when there are too many, milliseconds. */
const staleMs = 10 * 60_000

/** Holds them below the data folder, where there is nothing before the first one is opened. */
export function createUploads({ dataDir, newId, clock }: Pick<EnginePorts, 'dataDir' | 'newId' | 'clock'>): Uploads {
  const folder = join(dataDir, 'imports')
  const uploads = new Map<string, Upload>()

  function find(id: string): Upload {
    const upload = uploads.get(id)
    if (upload === undefined) throw new AppError('not-found', 'These files are not here any more. Choose them again.')
    upload.usedAt = clock.elapsed()
    return upload
  }

  function drop(id: string): void {
    const upload = uploads.get(id)
    uploads.delete(id)
    if (upload !== undefined) rmSync(upload.path, { force: true })
  }

  function add(upload: Upload, { name, bytes, more }: UploadedPiece): void {
    if (upload.size + bytes.byteLength > limits.bytes)
      throw new AppError('bad-input', `These files are larger than ${limits.bytes / 1024 ** 3} GiB together.`)
    if (upload.files.length >= limits.files)
      throw new AppError('bad-input', `These are more than ${formatCount(limits.files)} files; import some at a time.`)
    const last = upload.files.at(-1)
    if (upload.isOpen && last !== undefined) {
      if (last.name !== name) throw new AppError('bad-input', `The rest of “${last.name}” is expected first.`)
      upload.files[upload.files.length - 1] = { ...last, size: last.size + bytes.byteLength }
    } else upload.files.push({ name, offset: upload.size, size: bytes.byteLength })
    upload.size += bytes.byteLength
    upload.isOpen = more
  }

  return {
    open() {
      if (uploads.size >= limits.uploads) {
        for (const [id, { usedAt }] of uploads) if (clock.elapsed() - usedAt > staleMs) drop(id)
      }
      if (uploads.size >= limits.uploads)
        throw new AppError('unavailable', 'Too many imports are being prepared. Finish or close one first.')
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const id = newId('imp')
      const path = join(folder, id)
      uploads.set(id, { path, files: [], size: 0, isOpen: false, usedAt: clock.elapsed() })
      return id
    },
    put(id, pieces) {
      const upload = find(id)
      const { size, isOpen } = upload
      const count = upload.files.length
      const last = upload.files.at(-1)
      try {
        for (const piece of pieces) add(upload, piece)
      } catch (error) {
        // None of the pieces is listed without its bytes.
        upload.files.length = count
        if (last !== undefined) upload.files[count - 1] = last
        Object.assign(upload, { size, isOpen })
        throw error
      }
      try {
        appendFileSync(upload.path, Buffer.concat(pieces.map(({ bytes }) => bytes)), { mode: 0o600 })
      } catch (error) {
        drop(id)
        throw new AppError('unavailable', `The files cannot be held in the data folder: ${(error as Error).message}.`)
      }
    },
    get(id) {
      const { path, files, isOpen } = find(id)
      if (files.length === 0) throw new AppError('bad-input', 'There are no files.')
      if (isOpen) throw new AppError('bad-input', `“${files.at(-1)!.name}” was not handed in as a whole.`)
      return { path, files: [...files] }
    },
    drop,
    clear() {
      uploads.clear()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
