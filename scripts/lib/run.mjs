import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a program with this process's standard streams (`stdio` overrides), passes signals on, and resolves with its exit
 * code; 127 where it does not start. It is asked to end after `timeoutMs`, or when `signal` aborts.
 */
export function run(program, args, { env = process.env, stdio = 'inherit', timeoutMs = 0, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio, timeout: timeoutMs, signal, windowsHide: false })
    const forward = (name) => child.kill(name)
    const names = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const name of names) process.on(name, forward)
    const done = (code) => {
      for (const name of names) process.off(name, forward)
      resolve(code)
    }
    // An abort is told as an error too, but the program has not ended then.
    child.once('error', (error) => error.name !== 'AbortError' && done(127))
    child.once('close', (code, killer) => done(code ?? 128 + (constants.signals[killer] ?? 0)))
  })
}
