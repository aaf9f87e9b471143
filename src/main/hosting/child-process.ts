import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildProcess, Log } from '../engine/ports.ts'

/** Names that a child may have from our environment: enough to run; secrets and keys of the user are in the others. */
const passedOn = /^(?:PATH|HOME|TMPDIR|TEMP|TMP|TZ|LANG|LC_.*|SYSTEMROOT|WINDIR|NODE_V8_COVERAGE)$/i

/** The environment of a process that works on what strangers sent. */
export function bareEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries.filter(([name]) => passedOn.test(name)))
}

/** Starts processes of Node with a heap limit. What they write to standard error goes to the log. */
export function childProcesses(log: Log, env = process.env): (file: URL, heapMb: number) => ChildProcess {
  return (file, heapMb) => {
    const child = fork(fileURLToPath(file), [], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heapMb}`],
      env: bareEnvironment(env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    logLines(child.stderr, log, () => child.pid)
    let failure: Error | null = null
    let exit: string | null = null
    const listeners: ((reason: string) => void)[] = []
    const ended = (reason: string) => {
      exit ??= reason
      for (const listener of listeners.splice(0)) listener(exit)
    }
    child.on('error', (error) => {
      failure ??= error
      // Where it could not be started at all, no exit follows.
      if (child.pid === undefined) ended(`it could not be started: ${error.message}`)
    })
    child.on('exit', (code, signal) => ended(exitReason(code, signal, failure)))
    return {
      pid: child.pid ?? null,
      // The callback takes the error of a channel that has just closed.
      post: (message) => void (child.connected && child.send(message as object, () => undefined)),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) =>
        void (exit === null ? listeners.push(listener) : queueMicrotask(() => listener(exit ?? ''))),
      kill: () => void child.kill('SIGKILL'),
    }
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null, failure: Error | null): string {
  if (signal === 'SIGABRT') return 'it needed more memory than it may have (SIGABRT)'
  if (signal !== null) return `it was ended by ${signal}`
  return failure === null ? `it ended with code ${code}` : `it ended with code ${code}: ${failure.message}`
}

const longestLine = 2000

/** Hands each line of a process's standard error to the log; a line without an end is cut. */
export function logLines(stream: NodeJS.ReadableStream | null, log: Log, pid: () => number | undefined): void {
  let rest = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = (lines.pop() ?? '').slice(0, longestLine)
    for (const line of lines)
      if (line.trim() !== '') log.warn('a child process wrote', { pid: pid(), line: line.slice(0, longestLine) })
  })
  stream?.on('end', () => rest.trim() !== '' && log.warn('a child process wrote', { pid: pid(), line: rest }))
}
