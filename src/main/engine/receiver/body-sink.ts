import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type CapturedBody, spoolThreshold } from '../lib/captured-body.ts'

/**
 * Takes the bytes of one body: in memory up to `spoolThreshold`, in a file above, so that a body never holds more than
 * that in RAM. Bytes are copied into one block, because a million one-byte chunks would otherwise be a million objects.
 */
export class BodySink {
  readonly #spoolDir: string
  #path: string | null = null
  #file: FileHandle | null = null
  #block = new Uint8Array(0)
  #used = 0
  #size = 0

  constructor(spoolDir: string) {
    this.#spoolDir = spoolDir
  }

  get size(): number {
    return this.#size
  }

  /** A promise where the disk has to be waited for: write nothing before it resolves. It rejects if the disk is full. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#size += chunk.length
    if (this.#used + chunk.length > spoolThreshold) return this.#spool(chunk)
    this.#keep(chunk)
    return undefined
  }

  /** The whole body; a file is on the disk for good (fsync) and belongs to the caller from here on. */
  async finish(): Promise<CapturedBody> {
    if (this.#file === null || this.#path === null) return { kind: 'memory', bytes: this.#block.slice(0, this.#used) }
    await this.#file.appendFile(this.#block.subarray(0, this.#used))
    await this.#file.sync()
    await this.#closeFile()
    return { kind: 'file', path: this.#path, size: this.#size }
  }

  /** Removes what was spooled. Also after `finish`, where nobody took the body. */
  async discard(): Promise<void> {
    await this.#closeFile()
    if (this.#path !== null) await rm(this.#path, { force: true })
  }

  async #spool(chunk: Uint8Array): Promise<void> {
    this.#path ??= join(this.#spoolDir, `${randomUUID()}.body`)
    this.#file ??= await open(this.#path, 'wx', 0o600)
    await this.#file.appendFile(this.#block.subarray(0, this.#used))
    this.#used = 0
    if (chunk.length > spoolThreshold) await this.#file.appendFile(chunk)
    else this.#keep(chunk)
  }

  #keep(chunk: Uint8Array): void {
    const needed = this.#used + chunk.length
    if (needed > this.#block.length) {
      const grown = new Uint8Array(Math.min(spoolThreshold, Math.max(needed, this.#block.length * 2)))
      grown.set(this.#block.subarray(0, this.#used))
      this.#block = grown
    }
    this.#block.set(chunk, this.#used)
    this.#used = needed
  }

  async #closeFile(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }
}
