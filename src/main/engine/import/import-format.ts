import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import type { Problem } from './refusal.ts'
import type { SourceText } from './source-text.ts'

/** A request as a file tells of it. */
export interface ImportedRequest {
  readonly method: string
  /** As written: absolute, or from the path on. One character per byte. */
  readonly url: string
  /** Path and query below the endpoint's URL; left out where the URL alone tells. */
  readonly below?: string
  readonly httpVersion: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
  /** Unix milliseconds; null where the file does not tell. */
  readonly receivedAt: number | null
  /** Of the sender; empty where the file does not tell. */
  readonly remoteAddress: string
  /** Its name at the source, by which it is known when it comes again; null where it has none. */
  readonly sourceId: string | null
  /** What is not as it was sent, in sentences; null where everything is. */
  readonly note: string | null
  /** Made-up secret that a safe fixture was signed again with. */
  readonly fixtureSecret?: string
}

/** What a file holds. With a problem it holds nothing: no file is imported in part. */
export type FileContent =
  | { readonly ok: true; readonly requests: readonly ImportedRequest[]; readonly skipped: readonly Problem[] }
  | { readonly ok: false; readonly problem: Problem }

/** Requests, and what of the file is something else on purpose, such as an e-mail among web requests. */
export interface ReadRequests {
  readonly requests: readonly ImportedRequest[]
  readonly skipped?: readonly Problem[]
}

/** An import format: one file in `readers/`, default export. */
export interface ImportFormat {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Is this file most probably one of these? Never throws but Refusal. */
  detect(source: SourceText): boolean
  /** Pure; throws Refusal and nothing else. */
  read(source: SourceText): ReadRequests
}

/** What most requests have. */
export const plainRequest = {
  httpVersion: '1.1',
  receivedAt: null,
  remoteAddress: '',
  sourceId: null,
  note: null,
} as const

/** A note on what Switchhook took out when it exported the request; null where that is nothing. */
export function maskedNote(places: readonly string[], isBodyMasked = false): string | null {
  if (places.length === 0 && !isBodyMasked) return null
  const named = places.length === 0 ? 'the body' : places.join(', ')
  const body = isBodyMasked ? ' No signature fits such a body.' : ''
  return `Secrets were taken out when it was exported: ${named}.${body}`
}

/** A note on a body that has another length than its own header says; null where it has none. */
export function lengthNote({ byteLength }: Uint8Array, headers: readonly HeaderPair[]): string | null {
  const announced = firstHeader(headers, 'content-length')
  return announced === undefined || announced === String(byteLength)
    ? null
    : `The body has ${byteLength} bytes and was announced with ${announced}: its bytes were changed on their way into the file.`
}

/** A note on a body that a file holds as the fields of a form. */
export const fieldsNote = 'The file has the fields of the form, not its bytes: it was put together from them.'
