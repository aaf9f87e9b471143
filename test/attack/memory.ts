import { readFileSync } from 'node:fs'
import { processTree } from '../support/process-tree.ts'

/** Highest resident memory, bytes, of a process and of its children one by one. Linux only; elsewhere it stays 0. */
export interface MemoryWatch {
  readonly host: () => number
  readonly child: () => number
  stop(): void
}

const everyMs = 100

export function watchMemory(pid: number): MemoryWatch {
  let host = 0
  let child = 0
  const look = () => {
    host = Math.max(host, peakBytes(pid))
    for (const one of processTree(pid).slice(1)) if (hasStarted(one)) child = Math.max(child, peakBytes(one))
  }
  const timer = setInterval(look, everyMs)
  return { host: () => host, child: () => child, stop: () => clearInterval(timer) }
}

/** Between fork and exec a child has its parent's name and memory. */
function hasStarted(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('headless.js')
  } catch {
    return false
  }
}

/** The kernel's own high-water mark, so that nothing between two looks is missed. */
function peakBytes(pid: number): number {
  if (process.platform !== 'linux') return 0
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
