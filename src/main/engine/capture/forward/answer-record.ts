import type { Forward } from '#shared/model/forward.ts'
import { createPieceList } from '../../lib/piece-list.ts'

/** This much of an answer is stored, and so much at least where memory is short. */
const limits = { body: 1024 * 1024, small: 64 * 1024 }
/** Pieces whose time and size are noted each by itself. */
const maxChunks = 300

/** Memory that the answers which are recorded at the same time may take together, bytes. */
export interface RecordMemory {
  readonly limit: number
  used: number
}

export type AnswerRecord = Pick<Forward, 'bodySize' | 'bodyTruncated' | 'chunks' | 'chunkCount'> & {
  readonly body: Uint8Array
}

/** Notes the pieces of an answer as they pass: when each came and how large it was, and the first MiB of them. */
export function createRecorder(memory: RecordMemory) {
  const chunks: { atMs: number; bytes: number }[] = []
  const held = createPieceList()
  let heldSize = 0
  let chunkCount = 0
  let bodySize = 0
  return {
    get bodySize(): number {
      return bodySize
    },
    take(chunk: Uint8Array, atMs: number): void {
      chunkCount += 1
      bodySize += chunk.length
      const last = chunks.at(-1)
      if (chunks.length < maxChunks || last === undefined) chunks.push({ atMs, bytes: chunk.length })
      else last.bytes += chunk.length
      const limit = memory.used >= memory.limit ? limits.small : limits.body
      const room = Math.min(chunk.length, limit - heldSize)
      // Once a part is left out, what follows would not join on.
      if (room <= 0 || heldSize < bodySize - chunk.length) return
      // A copy of a small part, or it would hold on to the whole read that it came with.
      held.add(room < chunk.length ? new Uint8Array(chunk.subarray(0, room)) : chunk)
      heldSize += room
      memory.used += room
    },
    /** To be called once. */
    finish(): AnswerRecord {
      memory.used -= heldSize
      return { body: held.join(), bodySize, bodyTruncated: bodySize > heldSize, chunks, chunkCount }
    },
  }
}
