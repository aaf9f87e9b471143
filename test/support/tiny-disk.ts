import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './headless-host.ts'

/** A file system of its own in memory, which can be full or read-only. */
export interface TinyDisk {
  readonly path: string
  makeReadOnly(): void
  remove(): void
}

/** Null where this user cannot mount one (only root on Linux can; a container may forbid it). */
export function mountTinyDisk(megabytes: number): TinyDisk | null {
  const folder = temporaryFolder()
  const path = join(folder.path, 'disk')
  mkdirSync(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    folder.remove()
    return null
  }
  return {
    path,
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', path]),
    remove() {
      execFileSync('umount', ['-l', path])
      rmSync(folder.path, { recursive: true, force: true })
    },
  }
}
