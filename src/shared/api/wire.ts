import type { WireError } from './errors.ts'

/** Result of a call on the wire: exceptions do not survive JSON, so they travel as values. */
export type WireResult = { readonly value: unknown } | { readonly error: WireError }

/** What the client may ask. Names and inputs are checked on arrival. */
export interface ServerFunctions {
  call(name: string, input: unknown): Promise<WireResult>
  open(streamId: number, name: string, input: unknown): void
  stop(streamId: number): void
}

/** What the server sends. The answer to `push` is the back-pressure: the next batch waits for it. */
export interface ClientFunctions {
  push(streamId: number, items: readonly unknown[]): Promise<void>
  end(streamId: number, error: WireError | null): void
}
