import { fork as forkNode } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EnginePorts } from '../../src/main/engine/ports.ts'

/** Runs a source file in a Node process of its own, as the headless host runs a bundle. */
export const fork: EnginePorts['fork'] = (file, heapMb) => {
  const child = forkNode(fileURLToPath(file), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const exited = Promise.withResolvers<string>()
  child.on('exit', (code, signal) => exited.resolve(signal === null ? `exit code ${code}` : `signal ${signal}`))
  child.on('error', (error) => exited.resolve(error.message))
  return {
    pid: child.pid ?? null,
    post(message) {
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exited.promise.then(listener),
    kill: () => void child.kill('SIGKILL'),
  }
}
