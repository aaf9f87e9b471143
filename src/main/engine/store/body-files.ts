import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { copyFile, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CapturedBody, spoolThreshold } from '../lib/captured-body.ts'
import { faultCode } from './store-faults.ts'

/** A body as the database takes it: bytes up to 1 MiB, above a file that is on disk already. */
export interface KeptBody {
  readonly size: number
  readonly bytes: Uint8Array | null
}

/** The files of bodies above 1 MiB, named by delivery id. */
export interface BodyFiles {
  path(id: string): string
  /** Brings a body where it stays, durable before it returns. */
  keep(id: string, body: CapturedBody): Promise<KeptBody>
  drop(ids: readonly string[]): Promise<void>
  /** Removes files that a crash left without a delivery. */
  sweep(known: (id: string) => boolean): void
}

/** Makes the folder where it is missing. */
export function openBodyFiles(folder: string): BodyFiles {
  mkdirSync(folder, { recursive: true })
  const path = (id: string): string => {
    // Ids are made by us; a separator in one would still lead out of the folder.
    if (!/^[\w.-]+$/.test(id) || id.startsWith('.')) throw new Error(`"${id}" cannot name a file`)
    return join(folder, id)
  }
  return {
    path,
    async keep(id, body) {
      if (body.kind === 'memory' && body.bytes.length <= spoolThreshold) {
        return { size: body.bytes.length, bytes: body.bytes }
      }
      if (body.kind === 'file' && body.size <= spoolThreshold) {
        const bytes = await readFile(body.path)
        await rm(body.path, { force: true })
        return { size: bytes.length, bytes }
      }
      if (body.kind === 'memory') await writeFile(path(id), body.bytes)
      else await move(body.path, path(id))
      await syncToDisk(path(id), 'r+')
      // The file's name is durable only with its folder; Windows opens no folders and needs none of it.
      if (process.platform !== 'win32') await syncToDisk(folder, 'r')
      return { size: body.kind === 'memory' ? body.bytes.length : body.size, bytes: null }
    },
    async drop(ids) {
      for (const id of ids) await rm(path(id), { force: true })
    },
    sweep(known) {
      for (const name of readdirSync(folder)) if (!known(name)) rmSync(join(folder, name), { force: true })
    },
  }
}

/** Renames, or copies where the spool lies on another file system. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (faultCode(error) !== 'EXDEV') throw error
    const partial = `${to}.${randomUUID()}`
    await copyFile(from, partial)
    await rename(partial, to)
    await rm(from, { force: true })
  }
}

async function syncToDisk(path: string, flags: string): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
