import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { CapturedBody } from '../lib/captured-body.ts'

/** A request that reached an endpoint's path, complete or aborted. */
export interface IncomingDelivery {
  readonly token: string
  readonly request: CapturedRequest
  readonly body: CapturedBody
}

export interface ReceiverAnswer {
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly body: string
  /** Called once the answer was handed to the socket. */
  readonly sent?: () => void
}

export interface ReceiverHandler {
  /** Is this the token of an endpoint? Synchronous: unknown tokens get the bare 404 before a byte of the body is read. */
  knows(token: string): boolean
  /** The base URL of the tunnel while it is online. */
  tunnelUrl(): string | null
  /** Stores the delivery; resolves when it is durable. An aborted one is stored too, its answer is not sent. A rejection becomes 503. */
  receive(incoming: IncomingDelivery): Promise<ReceiverAnswer>
  /** A request that was turned away: for the counters, and one line in the log. */
  refused(status: number, why: string): void
}

export interface ReceiverOptions {
  readonly host: string
  readonly port: number
  /** The port was demanded: taken means failure, not "next free one". */
  readonly portDemanded: boolean
  readonly bodyLimit: number
  readonly spoolDir: string
  readonly limits?: Partial<ReceiverLimits>
}

export interface ReceiverLimits {
  /** Whole header section, bytes: 431 above. */
  readonly headerBytes: number
  /** Time for the header section, and longest silence within a body, milliseconds: 408 above. */
  readonly headerTimeoutMs: number
  readonly idleTimeoutMs: number
  /** Open connections: 503 above. */
  readonly connections: number
}

export interface Receiver {
  readonly host: string
  readonly port: number
  /** http://127.0.0.1:4190 */
  readonly url: string
  /** Applies to requests that begin afterwards. */
  setBodyLimit(bytes: number): void
  /** Stops listening, lets running requests finish for `graceMs`, then ends them. */
  close(graceMs?: number): Promise<void>
}
