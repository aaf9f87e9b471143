import type { Clock } from '../ports.ts'
import type { ReceiverHandler, ReceiverLimits } from './receiver.ts'

/** What all connections of a receiver share. */
export interface ConnectionContext {
  readonly handler: ReceiverHandler
  readonly clock: Clock
  readonly limits: ReceiverLimits
  readonly spoolDir: string
  /** Host and port of the listener. */
  readonly listener: string
  /** Largest body in bytes, for requests that begin now. */
  readonly bodyLimit: () => number
  /** The receiver is closing: each answer is the last one on its connection. */
  readonly draining: () => boolean
}
