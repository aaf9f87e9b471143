import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeChromium } from './chromium.ts'
import { cancellable } from './events.ts'
import { strict } from './strict.ts'

class App extends EventEmitter {
  readonly isPackaged = false
  readonly #paths = new Map([['userData', join(tmpdir(), `switchhook-stand-in-${process.pid}`)]])
  #ready: Promise<void> | undefined
  #quitting = false
  #lock: string | undefined
  /** Set by BrowserWindow, which imports this file. */
  closeAllWindows: () => boolean = () => true

  whenReady(): Promise<void> {
    this.#ready ??= new Promise((resolve) => {
      setImmediate(() => {
        mkdirSync(this.getPath('userData'), { recursive: true })
        this.emit('ready')
        resolve()
      })
    })
    return this.#ready
  }

  isReady(): boolean {
    return this.#ready !== undefined
  }

  setPath(name: string, path: string): void {
    if (name !== 'userData' && name !== 'sessionData') throw new Error(`the stand-in keeps no path "${name}"`)
    if (!existsSync(path)) throw new Error(`Failed to set '${name}' to ${path}: there is no such folder`)
    this.#paths.set(name, path)
  }

  getPath(name: string): string {
    const path = this.#paths.get(name)
    if (path === undefined) throw new Error(`the stand-in knows no path "${name}"`)
    return path
  }

  getVersion(): string {
    return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version
  }

  /** The first process of a data folder holds the lock; a later one signals it and gets `false`. */
  requestSingleInstanceLock(): boolean {
    mkdirSync(this.getPath('userData'), { recursive: true })
    const lock = join(this.getPath('userData'), 'stand-in.lock')
    const holder = holderOf(lock)
    if (holder !== null) {
      process.kill(holder, 'SIGUSR2')
      return false
    }
    writeFileSync(lock, String(process.pid))
    this.#lock = lock
    process.on('SIGUSR2', () => this.emit('second-instance', {}, [], process.cwd()))
    return true
  }

  quit(): void {
    if (this.#quitting) return
    this.#quitting = cancellable(this, 'before-quit') && this.closeAllWindows() && cancellable(this, 'will-quit')
    if (this.#quitting) this.exit(0)
  }

  exit(code = 0): void {
    this.#quitting = true
    this.emit('quit', {}, code)
    if (this.#lock) rmSync(this.#lock, { force: true })
    void closeChromium().finally(() => process.exit(code))
  }
}

function holderOf(lock: string): number | null {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    process.kill(pid, 0)
    return pid
  } catch {
    return null // No lock, or its process is gone.
  }
}

const instance = new App()
process.on('SIGTERM', () => instance.quit())
process.on('SIGINT', () => instance.quit())

export const app = strict('app', instance)
