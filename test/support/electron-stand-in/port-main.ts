import { EventEmitter } from 'node:events'

/** Electron's MessagePortMain, whose other end is in the page. Messages wait for `start()`. */
export class PortMain extends EventEmitter {
  readonly #toPage: (data: unknown) => void
  #waiting: unknown[] | null = []
  #open = true

  constructor(toPage: (data: unknown) => void) {
    super()
    this.#toPage = toPage
  }

  postMessage(data: unknown): void {
    if (this.#open) this.#toPage(structuredClone(data))
  }

  start(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const data of waiting) this.emit('message', { data, ports: [] })
  }

  close(): void {
    this.#open = false
  }

  /** A message from the page. */
  receive(data: unknown): void {
    if (!this.#open) return
    if (this.#waiting) this.#waiting.push(data)
    else this.emit('message', { data, ports: [] })
  }

  /** The page's end is gone. */
  disconnect(): void {
    if (!this.#open) return
    this.#open = false
    this.emit('close')
  }
}
