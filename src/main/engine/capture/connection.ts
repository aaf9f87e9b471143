import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Refusal, refusalBytes } from './answer.ts'
import { freePiece } from './body-sink.ts'
import { type CaptureContext, type ConnectionView, type Exchange, serveExchange } from './exchange.ts'
import { MessageClock } from './message-clock.ts'

/** A connection that never sends a byte is ended, unanswered, after this time: tunnels open theirs in advance. */
const unusedMs = 300_000
/** How long a refused sender may go on sending, so that it reads the answer instead of a reset (RFC 9112, 9.6). */
const lingerMs = 3_000
/** Requests that wait on one connection for the answer to an earlier one. */
const pipelineDepth = 100
/** Slower than this a body may not be for long, bytes per millisecond. */
const slowestBody = 0.5
/** A large read that took longer to parse, milliseconds, is followed by a rest in which the others have their turn. */
const fair = { bytes: 16 * 1024, ms: 3, restFactor: 4, longestRestMs: 200 }

/**
 * One connection: its requests are served strictly one after another (a delivery is stored before the next is looked at),
 * a refusal waits for the answers before it and is always the last thing sent, and each phase has its time limit.
 */
export class Connection {
  readonly #socket: Socket
  readonly #context: CaptureContext
  readonly #remoteAddress: string
  readonly #messages: MessageClock
  readonly #queue: Exchange[] = []
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #serving: Exchange | null = null
  #fault: Refusal | null = null
  #ending = false
  /** Where the body that is arriving began: milliseconds and bytes of the connection. */
  #bodyFrom = { elapsed: 0, bytes: 0 }
  #readBegan = 0
  /** Resolves when no request of this connection is being worked on. */
  settled: Promise<void> = Promise.resolve()

  constructor(socket: Socket, context: CaptureContext) {
    this.#socket = socket
    this.#context = context
    // Node forgets the address once the socket is closed.
    this.#remoteAddress = socket.remoteAddress ?? ''
    this.#messages = new MessageClock(context.clock)
    // Listening for 'data' makes Node hand each read through JavaScript: first here, then to its parser, then below.
    socket.prependListener('data', (chunk: Buffer) => this.#beforeParser(chunk))
    socket.on('data', (chunk: Buffer) => this.#afterParser(chunk))
    // The parser does not tell of it where the head had an Upgrade.
    socket.on('end', () => {
      if (this.#messages.inBody !== null) this.senderLeft()
    })
    socket.on('close', () => clearTimeout(this.#timer))
    // Node's own listener is removed after a first error; a second one must not be uncaught.
    socket.on('error', () => socket.destroy())
    this.#arm(unusedMs, () => socket.destroy())
  }

  /** Takes a request whose header section is complete. */
  accept(req: IncomingMessage, res: ServerResponse): void {
    const firstByte = this.#messages.begin(req)
    if (this.#fault !== null || this.#ending) {
      req.resume()
      return
    }
    clearTimeout(this.#timer)
    if (this.#queue.length >= pipelineDepth) {
      req.resume()
      this.refuse({ status: 503, why: `more than ${pipelineDepth} requests wait on one connection` })
      return
    }
    this.#bodyFrom = { elapsed: this.#context.clock.elapsed(), bytes: this.#socket.bytesRead }
    this.#queue.push({ req, res, firstByte, bodyLimit: this.#context.bodyLimit() })
    if (this.#serving === null) this.settled = this.#serveQueue()
  }

  /** Turns the sender away, after the answers that are still due; a request whose body is incomplete gets no other. */
  refuse(refusal: Refusal): void {
    if (this.#fault !== null || this.#ending) return
    this.#fault = refusal
    clearTimeout(this.#timer)
    this.#leaveUnread()
    this.#stop.abort()
    if (this.#serving === null) this.#end(refusal)
  }

  /** The sender will send no more, in the middle of a request. */
  senderLeft(): void {
    this.#stop.abort()
    if (this.#serving === null || this.#ending) this.#socket.destroy()
  }

  /** Ends an idle connection; one with a running request ends after its answer, as the server is draining. */
  drain(): void {
    if (this.#ending || (this.#serving === null && !this.#messages.inHeader)) this.#socket.destroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #beforeParser(chunk: Buffer): void {
    this.#readBegan = performance.now()
    const idle = !this.#messages.inHeader && this.#messages.inBody === null
    this.#messages.read(chunk)
    if (idle && this.#messages.inHeader && this.#fault === null && !this.#ending) {
      const why = 'header section was not complete in time'
      this.#arm(this.#context.limits.headerTimeoutMs, () => this.refuse({ status: 408, why }))
    }
  }

  #afterParser(chunk: Buffer): void {
    // The parser hands on copies, so that the read itself is of no more use.
    if (this.#messages.inBody !== null) freePiece(chunk)
    if (this.#fault !== null || this.#ending) return
    if (this.#messages.inBody !== null) this.#awaitBody()
    // What waits is served before more is read.
    if (this.#queue.length > 0) this.#pause()
    else if (chunk.length >= fair.bytes) this.#rest(performance.now() - this.#readBegan)
  }

  /** Sixty thousand bytes in chunks of one byte take as long as a hundred deliveries: these come first then. */
  #rest(parsedForMs: number): void {
    if (parsedForMs < fair.ms) return
    this.#pause()
    const restMs = Math.min(parsedForMs * fair.restFactor, fair.longestRestMs)
    setTimeout(() => this.#queue.length === 0 && this.#resume(), restMs)
  }

  /** A request that is read resumes its socket by itself, unless it has this mark, by which Node's server holds back too. */
  #pause(): void {
    Object.assign(this.#socket, { _paused: true })
    this.#socket.pause()
  }

  #resume(): void {
    Object.assign(this.#socket, { _paused: false })
    this.#socket.resume()
  }

  #awaitBody(): void {
    const { limits, clock } = this.#context
    const { elapsed, bytes } = this.#bodyFrom
    const end = elapsed + limits.bodyTimeMs + (this.#socket.bytesRead - bytes) / slowestBody
    const left = Math.max(0, end - clock.elapsed())
    this.#arm(Math.min(limits.idleTimeoutMs, left), () => {
      if (this.#messages.inBody === null) return
      // Not the sender's silence: the disk, or an earlier answer, is what it waits for.
      const ours = this.#socket.isPaused() || this.#serving?.req !== this.#messages.inBody
      if (ours) {
        this.#bodyFrom = { elapsed: clock.elapsed(), bytes: this.#socket.bytesRead }
        this.#awaitBody()
      } else if (left < limits.idleTimeoutMs) this.refuse({ status: 408, why: 'sender was too slow with the body' })
      else this.refuse({ status: 408, why: 'sender was silent in the middle of the body' })
    })
  }

  /** Takes the parser off: whatever follows is read, so that the sender finds the answer, and thrown away. */
  #leaveUnread(): void {
    this.#socket.removeAllListeners('data')
    this.#socket.on('data', freePiece)
    this.#resume()
  }

  #arm(ms: number, onTime: () => void): void {
    clearTimeout(this.#timer)
    if (!this.#socket.destroyed) this.#timer = setTimeout(onTime, ms)
  }

  async #serveQueue(): Promise<void> {
    const view: ConnectionView = {
      stop: this.#stop.signal,
      fault: () => this.#fault,
      readAt: () => this.#messages.readAt,
      remoteAddress: this.#remoteAddress,
    }
    try {
      for (let next = this.#queue.shift(); next !== undefined && !this.#ending; next = this.#queue.shift()) {
        this.#serving = next
        if (this.#queue.length === 0) this.#resume()
        // A sender may have waited for this turn: its time for the rest of the body begins now.
        if (this.#messages.inBody === next.req) this.#awaitBody()
        const end = await serveExchange(next, this.#context, view)
        if (end === 'aborted') this.#socket.destroy()
        else if (end !== 'answered') this.#end(end)
      }
      if (this.#fault !== null) this.#end(this.#fault)
    } catch (error) {
      this.#context.handler.refused(500, `capture failed: ${String(error)}`)
      this.#socket.destroy()
    } finally {
      this.#serving = null
      if (this.#context.draining() && !this.#ending) this.#socket.destroySoon()
    }
  }

  /** Sends the refusal, then reads and drops what still comes, for a short while. */
  #end(refusal: Refusal): void {
    if (this.#ending) return
    this.#ending = true
    clearTimeout(this.#timer)
    this.#context.handler.refused(refusal.status, refusal.why)
    const socket = this.#socket
    if (!socket.writable) {
      socket.destroy()
      return
    }
    socket.end(refusalBytes(refusal, this.#context.clock.now()))
    this.#leaveUnread()
    this.#queue.length = 0
    if (socket.readableEnded) {
      socket.destroySoon()
      return
    }
    socket.once('end', () => socket.destroySoon())
    this.#arm(lingerMs, () => socket.destroy())
  }
}
