import type { FileContent, ImportFormat } from './import-format.ts'
import curl from './readers/curl.ts'
import fixture from './readers/fixture.ts'
import har from './readers/har.ts'
import hookdeck from './readers/hookdeck.ts'
import http from './readers/http.ts'
import ngrok from './readers/ngrok.ts'
import postman from './readers/postman.ts'
import raw from './readers/raw.ts'
import webhookSite from './readers/webhook-site.ts'
import { Refusal } from './refusal.ts'
import { refuseTooLarge, type SourceText } from './source-text.ts'

/** All import formats, by id, in the order of the list and in which they are looked for. */
export const importFormats: ReadonlyMap<string, ImportFormat> = new Map(
  [fixture, har, curl, raw, http, postman, webhookSite, ngrok, hookdeck].map((format) => [format.id, format]),
)

/** What menus show of them. */
export const importFormatInfos = (): { id: string; name: string; description: string }[] =>
  [...importFormats.values()].map(({ id, name, description }) => ({ id, name, description }))

export interface ReadFile {
  /** Null where it is none of them. */
  readonly format: ImportFormat | null
  readonly content: FileContent
}

/** Reads a file, as `formatId` says or as what it looks like. Never throws for what is in it. */
export function readFile(source: SourceText, formatId: string | null): ReadFile {
  let format: ImportFormat | null = formatId === null ? null : (importFormats.get(formatId) ?? null)
  try {
    refuseTooLarge(source.bytes.byteLength)
    if (source.bytes.byteLength === 0) throw new Refusal('no-requests', 'The file is empty.')
    format ??= detectFormat(source)
    const { requests, skipped = [] } = format.read(source)
    if (requests.length === 0 && skipped.length === 0) throw new Refusal('no-requests', 'There is no request in it.')
    return { format, content: { ok: true, requests: inOrder(requests), skipped } }
  } catch (error) {
    // A text, a list or a nesting that is larger than the engine of JavaScript can hold.
    const refusal = error instanceof RangeError ? new Refusal('too-large', 'The file is too large to be read.') : error
    if (!(refusal instanceof Refusal)) throw error
    return { format, content: { ok: false, problem: refusal.problem } }
  }
}

/** Throws Refusal where it is none of them; for JSON that is damaged, the one that says so. */
function detectFormat(source: SourceText): ImportFormat {
  for (const format of importFormats.values()) if (format.detect(source)) return format
  if (source.looksLikeJson) void source.json
  throw new Refusal('unknown-format', 'The file is none of the formats that can be imported.')
}

/** Some list the newest first. Where one has no time, the order of the file stays. */
function inOrder<T extends { readonly receivedAt: number | null }>(requests: readonly T[]): readonly T[] {
  if (requests.some(({ receivedAt }) => receivedAt === null)) return requests
  return requests.toSorted((one, other) => one.receivedAt! - other.receivedAt!)
}
