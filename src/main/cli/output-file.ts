import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../hosting/usage-error.ts'

/** A file that a command writes: it gets its name, in place of what had it before, when it is whole. */
export interface OutputFile {
  write(bytes: Uint8Array): Promise<void>
  finish(): Promise<void>
  /** Nothing is left of it. */
  abort(): void
}

/** Throws UsageError where the file cannot be made. */
export function createOutputFile(path: string): OutputFile {
  const temporary = `${path}.${process.pid}.part`
  const withReason = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw new UsageError(`${path} cannot be written: ${(error as Error).message}.`)
    }
  }
  const file = withReason(() => {
    mkdirSync(dirname(path), { recursive: true })
    return openSync(temporary, 'w')
  })
  let isOpen = true
  const close = () => {
    if (isOpen) closeSync(file)
    isOpen = false
  }
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.byteLength; ) at += withReason(() => writeSync(file, bytes, at))
    },
    async finish() {
      close()
      withReason(() => renameSync(temporary, path))
    },
    abort() {
      close()
      rmSync(temporary, { force: true })
    },
  }
}
