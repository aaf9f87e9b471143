import type { ConformanceState } from '../model/conformance.ts'
import type { VerificationReason, VerificationState } from '../model/verification.ts'

/** Half-open range of UTF-16 positions in the query's text. */
export interface Span {
  readonly start: number
  readonly end: number
}

export const comparisons = ['=', '>', '>=', '<', '<='] as const
export type Comparison = (typeof comparisons)[number]

export const deliveryFlags = ['aborted', 'sample', 'handshake', 'replayed', 'late', 'near-deadline', 'retry'] as const
export type DeliveryFlag = (typeof deliveryFlags)[number]

/** `failed`: the target gave no whole answer, or a copy did not get through. */
export const forwardWords = ['ok', 'failed', 'waiting', 'none'] as const
export type ForwardWord = (typeof forwardWords)[number]

/** Fields whose value is a text; `*` in it stands for any characters unless it was quoted. */
export const textFields = ['type', 'provider', 'endpoint', 'method', 'path', 'call', 'event', 'id', 'note'] as const
export type TextField = (typeof textFields)[number]

/** What a term asks for. */
export type Condition =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'text'; readonly field: TextField; readonly value: string; readonly wildcards: boolean }
  | { readonly kind: 'verification'; readonly states: readonly VerificationState[] }
  | { readonly kind: 'reason'; readonly reason: VerificationReason }
  | { readonly kind: 'conformance'; readonly state: ConformanceState }
  /** Both bounds inclusive. */
  | { readonly kind: 'status'; readonly from: number; readonly to: number }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'number'; readonly field: 'attempt' | 'size'; readonly is: Comparison; readonly value: number }
  /** Unix milliseconds: at or later than, or earlier than. */
  | { readonly kind: 'time'; readonly side: 'after' | 'before'; readonly at: number }
  | { readonly kind: 'flag'; readonly flag: DeliveryFlag }
  | { readonly kind: 'forward'; readonly state: ForwardWord }
  | { readonly kind: 'pinned'; readonly pinned: boolean }
  | { readonly kind: 'imported'; readonly imported: boolean }
  | StoredCondition

/**
 * On a value in the request as it was stored: of a header (name in lower case), or at a JSON pointer of the body.
 * `value` null: anything, if only it is there.
 */
export type StoredCondition =
  | { readonly kind: 'header'; readonly name: string; readonly value: string | null; readonly wildcards: boolean }
  | { readonly kind: 'body'; readonly pointer: string; readonly value: string | null; readonly wildcards: boolean }

export interface Term {
  readonly span: Span
  /** The term as it is written, its negation included. */
  readonly source: string
  readonly negated: boolean
  /** Field name in its full form, null for free text. */
  readonly field: string | null
  readonly value: string
  readonly valueSpan: Span
  readonly quoted: boolean
  /** Null where the term has a problem. */
  readonly condition: Condition | null
}

export interface QueryProblem {
  readonly span: Span
  /** One sentence: what is wrong, and what is possible. */
  readonly message: string
  /** Text that could stand in `span` instead, null where none comes close. */
  readonly suggestion: string | null
}

/** A query as read: all terms have to hold. */
export interface Query {
  readonly text: string
  readonly terms: readonly Term[]
  readonly problems: readonly QueryProblem[]
}
