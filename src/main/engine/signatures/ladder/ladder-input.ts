import type { Ladder } from '#shared/model/ladder.ts'
import type { PackSignature } from '#shared/model/provider-pack.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { JudgeInput } from '../judge.ts'
import type { SchemeSecret } from '../signature-scheme.ts'

/** A secret that is not tried by the verdict: of another endpoint, or a retired one. */
export interface OtherSecret {
  readonly secret: SchemeSecret
  /** Name of the endpoint that it belongs to, null for a retired secret of the own one. */
  readonly endpoint: string | null
  /** Pack id of that endpoint, where it has one. */
  readonly provider: string | null
}

export interface LadderPack {
  readonly id: string
  readonly name: string
  readonly signature: PackSignature
  /** How strongly its own rules say that the delivery is its; 0: they do not. */
  readonly detected: number
}

/** What was judged, and what else could have been meant. Plain data: it is sent to the ladder's own thread. */
export interface LadderInput extends JudgeInput {
  readonly others: readonly OtherSecret[]
  readonly packs: readonly LadderPack[]
  /** Further URLs under which this receiver is reached: the tunnel's, the loopback one. */
  readonly publicUrls?: readonly string[]
  /** Bodies that the provider is known to send, e.g. a pack's samples: their keys stand in its order. */
  readonly knownBodies?: readonly Uint8Array[]
}

export interface LadderControl {
  /** Milliseconds since the search began. */
  elapsed(): number
  /** No further candidate is tried after this many milliseconds; 2 s unless told. One that is being tried is not cut short. */
  readonly limitMs?: number
  /** Told of the bytes that each step has written and digested, for tests and benchmarks. */
  readonly onWork?: (bytes: number) => void
}

/** Without the body's bytes, which may be large: the thread reads those of a file by itself. */
export type WithoutBody<I extends JudgeInput> = Omit<I, 'request'> & { readonly request: Omit<I['request'], 'body'> }

export type SentBody = Uint8Array | { readonly path: string }

/** What the ladder's thread offers. */
export type LadderFunctions = {
  /** Answers as soon as it can search. */
  started(): void
  /** Null where the signature does not fail. */
  explain(input: WithoutBody<LadderInput>, body: SentBody, options: Pick<LadderControl, 'limitMs'>): Ladder | null
  report(input: WithoutBody<JudgeInput>, body: SentBody): SignatureReport
}
