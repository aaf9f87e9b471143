import type { IncomingMessage } from 'node:http'
import type { Clock } from '../ports.ts'

/** A moment on both clocks: Unix milliseconds to show, and milliseconds that never jump for durations. */
export interface Moment {
  readonly at: number
  readonly elapsed: number
}

export const momentOf = (clock: Clock): Moment => ({ at: clock.now(), elapsed: clock.elapsed() })

/**
 * When the bytes of each request on one connection arrived. Node tells of a request only once its header section is
 * complete, and a kept-alive connection is older than its requests; so this watches the reads of the socket itself, each
 * before the parser has it. The first read with content after a complete request holds the next one's first byte.
 *
 * Not exact in one case: a pipelined request whose first bytes share a read with the end of the request before it, and
 * whose header section ends in a later read. It is dated by that later read, as Node does not tell where a request ended.
 */
export class MessageClock {
  readonly #clock: Clock
  #latest: IncomingMessage | null = null
  #startedAt: Moment | null = null
  #readAt: Moment

  constructor(clock: Clock) {
    this.#clock = clock
    this.#readAt = momentOf(clock)
  }

  /** The last read: of a request's last byte, once its body is complete. */
  get readAt(): Moment {
    return this.#readAt
  }

  /** Is a header section under way? */
  get inHeader(): boolean {
    return this.#startedAt !== null
  }

  /** The request whose body is still arriving. */
  get inBody(): IncomingMessage | null {
    return this.#latest === null || this.#latest.complete ? null : this.#latest
  }

  /** To be called with each read, before the parser. */
  read(chunk: Buffer): void {
    this.#readAt = momentOf(this.#clock)
    if (this.#startedAt === null && this.inBody === null && !isBlank(chunk)) this.#startedAt = this.#readAt
  }

  /** To be called when a header section is complete. Returns when that request's first byte arrived. */
  begin(req: IncomingMessage): Moment {
    const first = this.#startedAt ?? this.#readAt
    this.#startedAt = null
    this.#latest = req
    return first
  }
}

/** Some senders put an empty line after a body; servers skip it (RFC 9112, 2.2). */
function isBlank(chunk: Buffer): boolean {
  return chunk.length <= 4 && chunk.every((byte) => byte === 0x0d || byte === 0x0a)
}
