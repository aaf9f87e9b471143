import type { AppClient } from '#shared/api/contract.ts'

export type ConnectionState = 'connecting' | 'connected' | 'lost'

/** The engine as the window sees it. The client stays the same object over lost and new connections. */
export interface Connection {
  readonly client: AppClient
  state(): ConnectionState
  /** Calls the listener on each change of state; returns what stops that. */
  subscribe(listener: () => void): () => void
  /** Tries again at once instead of waiting for the next try. */
  retry(): void
}
