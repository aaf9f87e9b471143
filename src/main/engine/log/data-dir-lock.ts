import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#shared/api/errors.ts'
import { asStorageFault, faultCode, openDatabase } from '../lib/database.ts'

export interface DataDirLock {
  readonly dataDir: string
  release(): void
}

/**
 * Takes the data folder for this process, making the folder where it is missing. The lock is SQLite's exclusive lock on
 * an empty database file: the operating system drops it with the process, so a crash leaves nothing stale and a process
 * id that is used again is not mistaken for ours, as it would be with a file that holds a process id. Such a file stands
 * beside it only to name the other process.
 * Throws AppError `conflict` where another instance holds the folder, `unavailable` where it cannot be written.
 */
export function acquireDataDirLock(dataDir: string): DataDirLock {
  const path = join(dataDir, 'switchhook.lock')
  const pidPath = join(dataDir, 'switchhook.pid')
  try {
    mkdirSync(dataDir, { recursive: true })
  } catch (error) {
    throw asStorageFault(error, dataDir)
  }
  const db = openDatabase(path, { busyMs: 0 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidPath, `${process.pid}\n`)
  } catch (error) {
    db.close()
    throw faultCode(error).startsWith('SQLITE_BUSY') ? taken(dataDir, pidPath) : asStorageFault(error, path)
  }
  return {
    dataDir,
    release() {
      if (!db.open) return
      rmSync(pidPath, { force: true })
      db.close()
    },
  }
}

function taken(dataDir: string, pidPath: string): AppError {
  const holder = readPid(pidPath)
  const who = holder === null ? 'Another Switchhook' : `Another Switchhook (process ${holder})`
  return new AppError(
    'conflict',
    `${who} is already using the data folder ${dataDir}. Use that one, or start with another folder.`,
  )
}

/** Null in the moment between the holder's lock and its note. */
function readPid(path: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(path, 'latin1'), 10)
    return Number.isNaN(pid) ? null : pid
  } catch (error) {
    if (faultCode(error) === 'ENOENT') return null
    throw error
  }
}
