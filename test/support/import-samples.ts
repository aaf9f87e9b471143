import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ImportedRequest } from '../../src/main/engine/import/import-format.ts'
import { readFile } from '../../src/main/engine/import/registry.ts'
import { SourceText } from '../../src/main/engine/import/source-text.ts'

export const importSamples = resolve(import.meta.dirname, '../fixtures/import')

/** Files of a format, by name; what they are expected to give stands beside them. */
export function samplesOf(format: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(join(importSamples, format)).filter((name) => !name.endsWith('.expected.json'))
  return new Map(names.toSorted().map((name) => [name, readFileSync(join(importSamples, format, name))]))
}

/** Reads bytes as a file. */
export const readBytes = (bytes: Uint8Array, format: string | null = null, name = 'file') =>
  readFile(new SourceText(name, bytes), format)

/** Its requests. Throws where it is refused. */
export function requestsOf(bytes: Uint8Array | string, format: string | null = null): readonly ImportedRequest[] {
  const { content } = readBytes(Buffer.from(bytes as Uint8Array), format)
  if (!content.ok) throw new Error(JSON.stringify(content.problem))
  return content.requests
}

/** The only request of a text. */
export function requestOf(text: string, format: string | null = null): ImportedRequest {
  const requests = requestsOf(Buffer.from(text), format)
  if (requests.length !== 1) throw new Error(`${requests.length} requests`)
  return requests[0]!
}

/** Why it is refused: "line 3, syntax: …". */
export function problemOf(text: string | Uint8Array, format: string | null = null): string {
  const { content } = readBytes(typeof text === 'string' ? Buffer.from(text) : text, format)
  if (content.ok) throw new Error(`${content.requests.length} requests were read`)
  const { line, reason, message } = content.problem
  return `${line === null ? '' : `line ${line}, `}${reason}: ${message}`
}

/** A request as a golden shows it. */
export function shown({ body, receivedAt, ...request }: ImportedRequest) {
  const text = Buffer.from(body).toString('utf8')
  const isText = Buffer.from(text).equals(Buffer.from(body))
  return {
    ...request,
    ...(isText ? { body: text } : { base64: Buffer.from(body).toString('base64') }),
    receivedAt: receivedAt === null ? null : new Date(receivedAt).toISOString(),
  }
}
