import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { strict } from './strict.ts'

interface ForkOptions {
  readonly execArgv?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly stdio?: readonly ('ignore' | 'pipe' | 'inherit')[]
  readonly serviceName?: string
}

/** A process of plain Node in the place of Electron's; `process.parentPort` is there, `process.send` is not. */
class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess
  readonly stderr: NodeJS.ReadableStream | null
  pid: number | undefined

  constructor(file: string, args: readonly string[], { execArgv = [], env, stdio = [] }: ForkOptions) {
    super()
    const bootstrap = new URL('./parent-port.ts', import.meta.url).href
    this.#child = fork(file, [...args], {
      serialization: 'advanced',
      execArgv: [...execArgv, '--import', bootstrap],
      ...(env && { env }),
      stdio: [...stdio, 'ipc'],
    })
    this.stderr = this.#child.stderr
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.once('spawn', () => {
      this.pid = this.#child.pid
      this.emit('spawn')
    })
    // Electron tells the exit code alone, which is 128 and the signal's number where there was one.
    this.#child.once('exit', (code, signal) => {
      this.pid = undefined
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 137 : 134))
    })
  }

  postMessage(message: unknown): void {
    if (this.#child.connected) this.#child.send(message as object)
  }

  kill(): boolean {
    return this.pid !== undefined && this.#child.kill('SIGTERM')
  }
}

export const utilityProcess = strict('utilityProcess', {
  fork: (file: string, args: readonly string[] = [], options: ForkOptions = {}) =>
    strict('UtilityProcess', new UtilityProcess(file, args, options)),
})
