import { closeSync, fdatasyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import type { LogPaths } from './log-paths.ts'

/**
 * Numbers up to this one may have been given, says a small file beside the log. A recovery that lost the newest entries
 * could not tell otherwise, and a number that is given twice makes an old id name another delivery.
 */
export interface NumberReserve {
  /** To be called with each number before it is written. */
  use(seq: number): void
}

/** Numbers reserved at a time: the file is written and synced once for so many entries. */
const step = 65_536
/** Where the file is lost as well: more entries than this behind the last one that can be read are unlikely. */
const wideStep = 1_000_000

export function openNumberReserve({ numbers }: LogPaths, onError: (error: unknown) => void): NumberReserve {
  let reserved = 0
  return {
    use(seq) {
      if (seq <= reserved) return
      reserved = seq + step
      try {
        writeInPlace(numbers, reserved)
      } catch (error) {
        // Deliveries matter more; a recovery then leaves a wide gap, unless it finds the number of before.
        onError(error)
        removeIfPossible(numbers)
      }
    },
  }
}

/** The number after which a recovered log goes on: none above it was ever given. */
export function numberAfterRecovery({ numbers }: LogPaths, highestSeen: number): number {
  const reserved = readReserved(numbers)
  return reserved !== null && reserved >= highestSeen ? reserved : highestSeen + wideStep
}

function readReserved(path: string): number | null {
  try {
    const text = readFileSync(path, 'latin1')
    const value = /^\d{16}\n$/.test(text) ? Number(text) : Number.NaN
    return Number.isSafeInteger(value) ? value : null
  } catch {
    return null
  }
}

/** Always as long as before, so that a full disk is no obstacle and a crash leaves one or the other. */
function writeInPlace(path: string, value: number): void {
  const file = openForWriting(path)
  try {
    writeSync(file, `${String(value).padStart(16, '0')}\n`, 0, 'latin1')
    fdatasyncSync(file)
  } finally {
    closeSync(file)
  }
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Nothing was reserved then, or the folder is gone.
  }
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return openSync(path, 'w', 0o600)
  }
}
