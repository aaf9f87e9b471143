import { closeSync, openSync, readSync } from 'node:fs'
import type { StoredBody } from '../log/entries.ts'
import type { LogReader } from '../log/log-reader.ts'

/** At least the first `length` bytes of a body; nothing where its file is gone. */
export function bodyStart(log: LogReader, body: StoredBody, length: number): Uint8Array {
  if (body.kind === 'bytes') return body.bytes
  try {
    const file = openSync(log.bodyPath(body.name), 'r')
    try {
      const start = Buffer.alloc(Math.min(length, body.size))
      return start.subarray(0, readSync(file, start, 0, start.length, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return new Uint8Array()
  }
}
