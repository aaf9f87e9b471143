import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { spoolThreshold } from '../lib/captured-body.ts'
import { createMutex, type Mutex } from '../lib/mutex.ts'
import { partialName, syncFolder } from '../log/body-files.ts'

/** A whole body: in memory, or in a file of the bodies folder that is on the disk for good. */
export type ReceivedBody =
  | { readonly kind: 'memory'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly name: string; readonly size: number }

const noBytes = new Uint8Array(0)
/** Smaller pieces are left to the collector, bytes. */
const worthFreeing = 16 * 1024

/** Memory that is the piece's alone, and large enough to care; null where other bytes share it. */
function ownMemory({ buffer, length }: Uint8Array): ArrayBuffer | null {
  return buffer instanceof ArrayBuffer && length >= worthFreeing && length === buffer.byteLength ? buffer : null
}

/**
 * Gives the memory of a piece that nobody looks at any more back now. The collector would let 64 MB of them gather while a
 * large body arrives, because the objects themselves are small.
 */
export function freePiece(piece: Uint8Array): void {
  ownMemory(piece)?.transfer(0)
}

/** Memory that the bodies on all connections may take together; beyond it each goes on with `smallBlock` and a file. */
export interface BodyMemory {
  readonly limit: number
  used: number
  /** One body at a time is written: a commit waits for everything that is on its way to the disk. */
  readonly writing: Mutex
}

export const createBodyMemory = (limit: number): BodyMemory => ({ limit, used: 0, writing: createMutex() })

/** So much any connection may have. */
const smallBlock = 64 * 1024
/** Bytes that a file may have written and not synced. */
const maxUnsynced = 4 * 1024 * 1024

/**
 * Takes the bytes of one body: in memory up to `spoolThreshold`, in a file above or where memory is short, so that
 * neither a body nor five hundred of them hold much in RAM. A body that comes in many pieces is copied into one block,
 * because a million one-byte pieces would otherwise be a million objects.
 */
export class BodySink {
  readonly #folder: string
  readonly #memory: BodyMemory
  /** Largest block that this body may have from here on. */
  #capacity = spoolThreshold
  #name: string | null = null
  #file: FileHandle | null = null
  #first: Uint8Array | null = null
  #block = noBytes
  #used = 0
  #size = 0
  #unsynced = 0
  readonly #copied: Uint8Array[] = []

  constructor(folder: string, memory: BodyMemory) {
    this.#folder = folder
    this.#memory = memory
  }

  get size(): number {
    return this.#size
  }

  /**
   * Takes a piece, whose memory is the sink's from here on. A promise where the disk has to be waited for: write nothing
   * before it resolves. It rejects if the disk is full.
   */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#size += chunk.length
    if (this.#size === chunk.length && chunk.length <= spoolThreshold) {
      // Most bodies come in one piece, which needs no copy.
      this.#first = chunk
      return undefined
    }
    if (this.#first !== null) {
      const first = this.#first
      this.#first = null
      this.#hold(first)
    }
    if (!this.#hasRoom(chunk.length)) return this.#memory.writing(() => this.#spool(chunk))
    this.#hold(chunk)
    return undefined
  }

  /** To be called when nobody looks at the body any more. */
  release(): void {
    this.#setBlock(noBytes)
    this.#first = null
  }

  /** The whole body. A file has its lasting name and is on the disk (fsync), and belongs to the caller from here on. */
  async finish(): Promise<ReceivedBody> {
    const { whole } = this
    if (whole !== null) return { kind: 'memory', bytes: whole }
    return this.#memory.writing(() => this.#finishFile())
  }

  async #finishFile(): Promise<ReceivedBody> {
    const name = this.#name!
    await this.#file!.appendFile(this.#block.subarray(0, this.#used))
    await this.#file!.sync()
    await this.#closeFile()
    await rename(join(this.#folder, partialName(name)), join(this.#folder, name))
    await syncFolder(this.#folder)
    return { kind: 'file', name, size: this.#size }
  }

  /** The body where it is in memory, null where it was spooled. */
  get whole(): Uint8Array | null {
    if (this.#file !== null) return null
    return this.#first ?? this.#block.subarray(0, this.#used)
  }

  /** Removes what was spooled. Also after `finish`, where nobody took the body. */
  async discard(): Promise<void> {
    await this.#closeFile()
    if (this.#name === null) return
    await rm(join(this.#folder, partialName(this.#name)), { force: true })
    await rm(join(this.#folder, this.#name), { force: true })
  }

  async #spool(chunk: Uint8Array): Promise<void> {
    this.#name ??= randomUUID()
    this.#file ??= await open(join(this.#folder, partialName(this.#name)), 'wx', 0o600)
    await this.#file.appendFile(this.#block.subarray(0, this.#used))
    this.#unsynced += this.#used
    this.#used = 0
    this.#free()
    if (this.#block.length > this.#capacity) this.#setBlock(noBytes)
    if (chunk.length > this.#capacity) {
      await this.#file.appendFile(chunk)
      this.#unsynced += chunk.length
      freePiece(chunk)
    } else this.#hold(chunk)
    if (this.#unsynced < maxUnsynced && this.#capacity > smallBlock) return
    await this.#file.datasync()
    this.#unsynced = 0
  }

  /** Not before the disk was waited for: until a read is over, the HTTP parser may look at its piece. */
  #free(): void {
    for (const piece of this.#copied.splice(0)) freePiece(piece)
  }

  /** Can the block take so many more bytes, perhaps after it has grown? */
  #hasRoom(length: number): boolean {
    const needed = this.#used + length
    if (needed <= this.#block.length) return true
    const { limit, used } = this.#memory
    if (needed > smallBlock && used + this.#grown(needed) - this.#block.length > limit) this.#capacity = smallBlock
    return needed <= this.#capacity
  }

  #grown(needed: number): number {
    return Math.min(this.#capacity, Math.max(needed, this.#block.length * 2))
  }

  #setBlock(block: Uint8Array<ArrayBuffer>): void {
    this.#memory.used += block.length - this.#block.length
    this.#block = block
  }

  #hold(chunk: Uint8Array): void {
    const needed = this.#used + chunk.length
    if (needed > this.#block.length) {
      const grown = new Uint8Array(this.#grown(needed))
      grown.set(this.#block.subarray(0, this.#used))
      this.#setBlock(grown)
    }
    this.#block.set(chunk, this.#used)
    this.#used = needed
    if (ownMemory(chunk) !== null) this.#copied.push(chunk)
  }

  async #closeFile(): Promise<void> {
    const file = this.#file
    this.#file = null
    await file?.close()
  }
}

/** `stopped`: the sender went away, or `stop` was raised, before the whole body was here. */
export type BodyEnd = 'complete' | 'stopped' | 'too-large'

/**
 * Reads a request's body into the sink, waiting for the disk where the sink asks for it; meanwhile the socket is not read.
 * What had arrived before the sender went away is in the sink too. Rejects only where the sink does.
 */
export function readBody(req: IncomingMessage, sink: BodySink, limit: number, stop: AbortSignal): Promise<BodyEnd> {
  return new Promise((resolve, reject) => {
    let writing = false
    let left = false
    let settled = false

    function take(chunk: Buffer): void {
      if (sink.size + chunk.length > limit) {
        settle('too-large')
        return
      }
      const written = sink.write(chunk)
      if (written === undefined) return
      writing = true
      req.pause()
      written.then(onWritten, (error: unknown) => {
        detach()
        reject(error as Error)
      })
    }
    function onWritten(): void {
      writing = false
      if (left) onClose()
      else req.resume()
    }
    const onEnd = () => settle('complete')
    function onClose(): void {
      left = true
      if (writing) return
      // Bytes that arrived just before are still in the stream's buffer.
      while (!writing && !settled) {
        const chunk = req.read() as Buffer | null
        if (chunk === null) break
        take(chunk)
      }
      if (!writing) settle(req.complete ? 'complete' : 'stopped')
    }
    const onStop = () => {
      if (!req.complete) settle('stopped')
    }
    function settle(end: BodyEnd): void {
      settled = true
      detach()
      resolve(end)
    }
    function detach(): void {
      req.off('data', take).off('end', onEnd).off('close', onClose)
      stop.removeEventListener('abort', onStop)
    }

    if (stop.aborted && !req.complete) return resolve('stopped')
    if (takeWhole(req, sink, limit)) return resolve('complete')
    stop.addEventListener('abort', onStop)
    // A request that waited for its turn may have lost its sender, and its events are over.
    if (req.destroyed) return onClose()
    req.on('data', take).on('end', onEnd).on('close', onClose)
  })
}

/** Takes a body that is here already, as most are, without listening for it. False where there is more to do. */
function takeWhole(req: IncomingMessage, sink: BodySink, limit: number): boolean {
  if (!req.complete || req.destroyed || req.readableLength > Math.min(limit, spoolThreshold)) return false
  const body = req.read() as Buffer | null
  if (body !== null) void sink.write(body)
  return true
}
