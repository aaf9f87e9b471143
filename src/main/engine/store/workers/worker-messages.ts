import type { ErrorCode, WireIssue } from '#shared/api/errors.ts'

/** Errors lose their class between threads, so they travel as values. */
export interface CallFailure {
  readonly code: ErrorCode
  readonly message: string
  readonly issues: readonly WireIssue[]
}

export interface CallRequest {
  readonly kind: 'call'
  readonly id: number
  readonly name: string
  readonly args: readonly unknown[]
}

/** `start` comes first, so that workers load side by side and still open their files in order. */
export type WorkerRequest = CallRequest | { readonly kind: 'start' | 'close'; readonly id: number }

export type CallReply =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: CallFailure }
