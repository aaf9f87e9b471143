import type { Conformance } from '#shared/model/conformance.ts'
import type { CheckRequest } from './checker.ts'

export interface WorkerOrder {
  readonly id: number
  readonly request: CheckRequest
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'checked'; readonly id: number; readonly conformance: Conformance }
  /** The check itself went wrong, e.g. because the spooled body can't be read. */
  | { readonly type: 'failed'; readonly id: number; readonly problem: string }
