import type { Replay } from '#shared/model/replay.ts'

/** What came of a request: the parts of a `Replay` that the target decides, and the first MiB of the answer's body as sent. */
export interface SendOutcome
  extends Pick<Replay, 'status' | 'statusText' | 'headers' | 'bodySize' | 'bodyTruncated' | 'timing' | 'error'> {
  readonly body: Uint8Array
}
