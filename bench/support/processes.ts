import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

// What /proc knows of a process and all that it started (Linux).

const ticksPerSecond = 100

interface Stat {
  readonly parent: number
  /** User and system time of all its threads and of the children it has waited for, in ticks. */
  readonly ticks: number
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // After the program's name, which may hold anything: state, parent, ...
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number)
    return { parent: Number(fields[1]), ticks: (user ?? 0) + (system ?? 0) + (childUser ?? 0) + (childSystem ?? 0) }
  } catch {
    return null
  }
}

/** The process and all below it that live now. */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null
    if (stat) parents.set(Number(name), stat.parent)
  }
  const tree = [pid]
  for (const one of tree) for (const [child, parent] of parents) if (parent === one) tree.push(child)
  return tree
}

/** CPU time of a process, its threads and its children since they started, in microseconds. */
export function cpuMicros(pid: number): number {
  const ticks = processTree(pid).reduce((sum, one) => sum + (readStat(one)?.ticks ?? 0), 0)
  return (ticks / ticksPerSecond) * 1e6
}

/** Resident memory of one process in MiB; 0 once it has ended. */
export function residentMiB(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
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
  let main = residentMiB(pid)
  let children = 0
  const look = () => {
    main = Math.max(main, residentMiB(pid))
    const others = processTree(pid).slice(1)
    children = Math.max(
      children,
      others.reduce((sum, one) => sum + residentMiB(one), 0),
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
