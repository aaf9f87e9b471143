import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { asStorageFault, type Database } from '../lib/database.ts'
import { openLogReadOnly } from './log-database.ts'
import type { LogPaths } from './log-paths.ts'

/** A body that is still arriving, or was not acknowledged when the process ended. */
const partial = '.part'

/** Name of a body file while it arrives. */
export const partialName = (name: string): string => `${name}${partial}`

/** Makes a file's name durable together with the file. Windows opens no folders and needs none of it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a whole body into a file of the bodies folder, for good; returns its name. */
export async function storeBodyFile({ bodies }: LogPaths, bytes: Uint8Array): Promise<string> {
  const name = randomUUID()
  const part = join(bodies, partialName(name))
  const file = await open(part, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, join(bodies, name))
  await syncFolder(bodies)
  return name
}

export async function removeBodyFiles({ bodies }: LogPaths, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(bodies, name), { force: true })
}

/**
 * Tidies the bodies folder at a start: what a crash left half-written goes, and so do files of deliveries that were
 * removed. A file that the log does not know is put aside, because it may belong to a database that was moved away.
 * Returns a sentence for the screen where files were put aside. To be called after the log was opened for writing.
 */
export function tidyBodyFiles(paths: LogPaths): string | null {
  const names = bodyNames(paths)
  if (names.length === 0) return null
  const db = openLogReadOnly(paths.database)
  try {
    const known = namesFrom(db, "SELECT head ->> '$.file.name' FROM log WHERE kind = 2 AND json_valid(head)")
    return putStrangersAside(
      paths,
      names.filter((name) => !known.has(name)),
      db,
    )
  } finally {
    db.close()
  }
}

function bodyNames({ bodies }: LogPaths): string[] {
  try {
    mkdirSync(bodies, { recursive: true })
    return readdirSync(bodies)
  } catch (error) {
    throw asStorageFault(error, bodies)
  }
}

function putStrangersAside(paths: LogPaths, names: readonly string[], db: Database): string | null {
  if (names.length === 0) return null
  // Looked for only now: all of the log has to be gone through.
  const removed = namesFrom(
    db,
    "SELECT file.value FROM log, json_each(log.head, '$.files') AS file WHERE kind = 7 AND json_valid(log.head)",
  )
  let strangers = 0
  for (const name of names) {
    if (name.endsWith(partial) || removed.has(name)) rmSync(join(paths.bodies, name), { recursive: true, force: true })
    else {
      mkdirSync(paths.putAside, { recursive: true })
      renameSync(join(paths.bodies, name), freeName(paths.putAside, name))
      strangers += 1
    }
  }
  if (strangers === 0) return null
  const what = strangers === 1 ? '1 body file belongs' : `${strangers} body files belong`
  return `${what} to no delivery of this log and was put aside in ${paths.putAside}. Nothing was deleted.`
}

function freeName(folder: string, name: string): string {
  for (let number = 0; ; number += 1) {
    const path = join(folder, number === 0 ? name : `${name}.${number}`)
    if (!existsSync(path)) return path
  }
}

function namesFrom(db: Database, sql: string): ReadonlySet<string> {
  return new Set(db.prepare(sql).pluck().all() as string[])
}
