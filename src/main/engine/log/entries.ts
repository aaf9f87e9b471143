import type { Conformance } from '#shared/model/conformance.ts'
import type { Answer, CapturedRequest, DeliveryFacts, DeliveryRow } from '#shared/model/delivery.ts'
import type { Forward } from '#shared/model/forward.ts'
import type { ImportOrigin } from '#shared/model/import.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { AppliedRule } from '#shared/model/response-rule.ts'
import type { NotSentReason } from '#shared/model/run.ts'
import type { Verification } from '#shared/model/verification.ts'

/** What was found in a delivery: read from its bytes, judged and checked with what was set up at that time. */
export interface Examination {
  readonly facts: DeliveryFacts
  readonly verification: Verification
  readonly conformance: Conformance
  readonly deadlineMs: number | null
  readonly attemptsDocumented: number | null
}

/** Everything about a delivery that is known when it is committed, apart from its body. */
export interface DeliveryHead extends Examination {
  readonly id: string
  readonly endpointId: string
  /** Unix milliseconds of the first byte. */
  readonly receivedAt: number
  readonly request: CapturedRequest
  readonly sample: boolean
  /** Title of the set-up request that this is, null for an event. */
  readonly handshake: string | null
  /** How it is forwarded: asked for an answer at once, or put in the queue. Left out: not at all. */
  readonly forwarding?: 'live' | 'queue'
  /**
   * What is going to be answered; the `answered` entry tells when it was. Null for an aborted delivery, where the target's
   * answer is not known yet, and where a rule ends the connection instead.
   */
  readonly reply: Pick<Answer, 'status' | 'headers' | 'body' | 'by'> | null
  /** The response rule that decided the answer; left out where none did. */
  readonly rule?: AppliedRule
  /** It did not arrive here: it was read from a file. Left out: it arrived. */
  readonly imported?: StoredOrigin
}

export interface StoredOrigin extends ImportOrigin {
  /** What it is known by when it is imported again; null: nothing. */
  readonly source: string | null
}

/** A body as the log holds it: its bytes, or the name and size of its file in the bodies folder. */
export type StoredBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly name: string; readonly size: number }

/**
 * What happened, in the order in which it happened. `seq` grows by at least 1 from entry to entry and is never given
 * twice; a delivery is known by the `seq` of its `delivery` entry, and `about` is such a number.
 */
export type LogEntry =
  | { readonly seq: number; readonly kind: 'delivery'; readonly head: DeliveryHead; readonly body: StoredBody }
  /** Answers that were handed to their sockets since the last commit, and deliveries that will get none. */
  | { readonly seq: number; readonly kind: 'answered'; readonly answers: readonly AnsweredDelivery[] }
  /** Examined again, or for the first time where it could not be judged on arrival. Takes the place of what was found before. */
  | { readonly seq: number; readonly kind: 'examined'; readonly about: number; readonly examination: Examination }
  /** Why the signature does not hold, found afterwards. */
  | { readonly seq: number; readonly kind: 'cause-found'; readonly about: number; readonly cause: FoundCause }
  | {
      readonly seq: number
      readonly kind: 'replayed'
      readonly about: number
      readonly replay: Omit<Replay, 'number'>
      /** Body of the target's answer. */
      readonly body: Uint8Array
      /** Start of the body that was sent, where it was not the stored one; see `Replay.sent`. */
      readonly sent?: Uint8Array
    }
  /** The user pinned it, or wrote a note on it. */
  | { readonly seq: number; readonly kind: 'annotated'; readonly about: number; readonly change: AnnotationChange }
  /** These deliveries are on their way out: in no list from here on, until they are `restored` or `removed`. */
  | { readonly seq: number; readonly kind: 'hidden' | 'restored'; readonly deliveries: readonly number[] }
  /** A delivery of the queue is about to be sent: written before, so that nothing is sent twice without being said. */
  | {
      readonly seq: number
      readonly kind: 'forwarding'
      readonly about: number
      readonly target: string
      readonly at: number
    }
  | {
      readonly seq: number
      readonly kind: 'forwarded'
      readonly about: number
      readonly forward: StoredForward
      /** Body of the target's answer. */
      readonly body: Uint8Array
    }
  /** An item of a run that could not be sent at all. */
  | { readonly seq: number; readonly kind: 'not-replayed'; readonly about: number; readonly item: UnsentItem }
  /** These deliveries are gone, with their bytes and everything else that the log held about them. */
  | { readonly seq: number; readonly kind: 'removed'; readonly deliveries: readonly number[] }
  /** Damaged; nothing is known of it. */
  | { readonly seq: number; readonly kind: 'unreadable' }

export type StoredForward = Omit<Forward, 'id' | 'deliveryId'>

export interface UnsentItem {
  readonly run: string
  /** From 1. */
  readonly item: number
  readonly at: number
  readonly reason: NotSentReason
  /** One sentence. */
  readonly message: string
}

export type FoundCause = NonNullable<Verification['cause']>

/** What is left out stays as it was. */
export interface AnnotationChange {
  readonly pinned?: boolean | undefined
  readonly note?: string | null | undefined
}

export interface AnsweredDelivery {
  readonly about: number
  /** Milliseconds from the first byte to the answer, and to the commit. */
  readonly afterMs: number
  readonly storedAfterMs: number
  /** What was answered, where the head cannot tell. */
  readonly reply?: { readonly status: number; readonly by: Answer['by'] }
  /** It got no answer: the connection was ended on purpose, by the sender, or because Switchhook was closed. Left out: it did. */
  readonly unanswered?: NonNullable<DeliveryRow['unanswered']>['why']
}
