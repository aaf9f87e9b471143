import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a program with this process's standard streams (`stdio` overrides), passes signals on, and resolves with its exit
 * code; 127 where it does not start.
 */
export function run(program, args, { env = process.env, stdio = 'inherit', timeoutMs = 0 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio, timeout: timeoutMs, windowsHide: false })
    const forward = (signal) => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    const done = (code) => {
      for (const signal of signals) process.off(signal, forward)
      resolve(code)
    }
    child.once('error', () => done(127))
    child.once('close', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}
