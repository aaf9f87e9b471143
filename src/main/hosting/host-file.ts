import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the API of a running headless host is, for the command line. */
export interface HostAddress {
  /** http://127.0.0.1:4191 */
  readonly url: string
  readonly pid: number
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
    const { url, pid } = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Partial<HostAddress>
    return typeof url === 'string' && URL.canParse(url) && typeof pid === 'number' ? { url, pid } : null
  } catch {
    return null
  }
}
