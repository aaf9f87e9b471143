import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the API of a running headless host is, for the command line. */
export interface HostAddress {
  /** http://127.0.0.1:4191 */
  readonly url: string
  readonly pid: number
  /** It was started for an agent, and gives way to a host that a person starts. */
  readonly yields?: boolean
}

const fileOf = (dataDir: string) => join(dataDir, 'host.json')

/** Tells where this process serves the API of a data folder. */
export function writeHostFile(dataDir: string, address: HostAddress): void {
  writeFileSync(fileOf(dataDir), `${JSON.stringify(address)}\n`, { mode: 0o600 })
}

/** Removes what this process has written; a successor's stays. */
export function removeHostFile(dataDir: string): void {
  if (readHostFile(dataDir)?.pid === process.pid) rmSync(fileOf(dataDir), { force: true })
}

/** Null where none was written, or where it makes no sense. A host that was killed leaves its file behind. */
export function readHostFile(dataDir: string): HostAddress | null {
  try {
    const { url, pid, yields } = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Partial<HostAddress>
    if (typeof url !== 'string' || !URL.canParse(url) || typeof pid !== 'number') return null
    return { url, pid, yields: yields === true }
  } catch {
    return null
  }
}

/**
 * The file of a host that was killed stays, and its port may be somebody else's by now, who must not get the token. A process
 * of another user counts as gone.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
