import { fileURLToPath } from 'node:url'
import type { ChildProcess, Log } from '../engine/ports.ts'
import { bareEnvironment, logLines } from '../hosting/child-process.ts'

/** What is used of Electron's utilityProcess. */
export interface ProcessLauncher {
  fork(
    file: string,
    args: string[],
    options: { execArgv: string[]; env: Record<string, string>; stdio: ('ignore' | 'pipe')[]; serviceName: string },
  ): LaunchedProcess
}

interface LaunchedProcess {
  readonly pid: number | undefined
  readonly stderr: NodeJS.ReadableStream | null
  postMessage(message: unknown): void
  kill(): boolean
  on(event: 'error', listener: (type: 'FatalError', location: string, report: string) => void): unknown
  on(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
  once(event: 'spawn', listener: () => void): unknown
}

/** Starts utility processes with a heap limit: the app runs no plain Node, and its fuses keep it from being one. */
export function utilityProcesses({ fork }: ProcessLauncher, log: Log): (file: URL, heapMb: number) => ChildProcess {
  return (file, heapMb) => {
    const child = fork(fileURLToPath(file), [], {
      execArgv: [`--max-old-space-size=${heapMb}`],
      env: bareEnvironment(process.env),
      stdio: ['ignore', 'ignore', 'pipe'],
      serviceName: 'Switchhook checks',
    })
    logLines(child.stderr, log, () => child.pid)
    let fatal: string | null = null
    let exit: string | null = null
    const listeners: ((reason: string) => void)[] = []
    child.on('error', (type, location) => {
      fatal ??= `${type} in ${location}`
    })
    child.once('exit', (code) => {
      exit = fatal === null ? `it ended with code ${code}` : `it ended with code ${code}: ${fatal}`
      for (const listener of listeners.splice(0)) listener(exit)
    })
    let killed = false
    child.once('spawn', () => {
      if (killed) killNow(child)
    })
    return {
      get pid() {
        return child.pid ?? null
      },
      post: (message) => void (exit === null && child.postMessage(message)),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) =>
        void (exit === null ? listeners.push(listener) : queueMicrotask(() => listener(exit ?? ''))),
      kill() {
        killed = true
        killNow(child)
      },
    }
  }
}

/** `kill()` of Electron sends SIGTERM, and nothing before the process runs. */
function killNow(child: { readonly pid?: number | undefined; kill(): boolean }): void {
  if (child.pid === undefined) return
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch {
    child.kill() // It has ended, or is not ours to signal.
  }
}
