import { EventEmitter } from 'node:events'

/** Electron's `process.parentPort`: messages wait for the first listener. */
class ParentPort extends EventEmitter {
  readonly #send = process.send?.bind(process)
  #waiting: unknown[] | null = []

  constructor() {
    super()
    process.on('message', (data) => {
      if (this.#waiting) this.#waiting.push(data)
      else this.emit('message', { data, ports: [] })
    })
    this.once('newListener', () => queueMicrotask(() => this.#start()))
  }

  postMessage(message: unknown): void {
    this.#send?.(message)
  }

  #start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const data of waiting) this.emit('message', { data, ports: [] })
  }
}

Object.assign(process, { parentPort: new ParentPort(), send: undefined })
