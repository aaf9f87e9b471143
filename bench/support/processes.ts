import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { processFields, processTree } from '../../test/support/process-tree.ts'

// What /proc knows of a process and all that it started (Linux).

const ticksPerSecond = 100

/** User and system time of all its threads and of the children it has waited for. */
function ticksOf(pid: number): number {
  const times = processFields(pid)?.slice(11, 15) ?? []
  return times.reduce((sum, ticks) => sum + Number(ticks), 0)
}

/** CPU time of a process, its threads and its children since they started, in microseconds. */
export function cpuMicros(pid: number): number {
  const ticks = processTree(pid).reduce((sum, one) => sum + ticksOf(one), 0)
  return (ticks / ticksPerSecond) * 1e6
}

/** Resident memory of one process in MB (10^6 bytes); 0 once it has ended. */
export function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1.024e-3
  } catch {
    return 0
  }
}

export interface MemoryWatch {
  /** Highest so far: of the process itself, and of all its children together. */
  readonly main: () => number
  readonly children: () => number
  stop(): void
}

export function watchMemory(pid: number, everyMs: number): MemoryWatch {
  let main = residentMb(pid)
  let children = 0
  const look = () => {
    main = Math.max(main, residentMb(pid))
    const others = processTree(pid).slice(1)
    children = Math.max(
      children,
      others.reduce((sum, one) => sum + residentMb(one), 0),
    )
  }
  const timer = setInterval(look, everyMs)
  return { main: () => main, children: () => children, stop: () => clearInterval(timer) }
}

/** Bytes that a folder takes on disk, and by file in it (folders as one). */
export function bytesOnDisk(folder: string): { readonly total: number; readonly files: Record<string, number> } {
  const files: Record<string, number> = {}
  let total = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const bytes = entry.isDirectory()
      ? bytesOnDisk(path).total
      : (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512
    files[entry.name] = bytes
    total += bytes
  }
  return { total, files }
}
