import type { ExportFormatInfo } from '#shared/api/exports.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { RenderOptions } from '#shared/model/export-options.ts'
import type { Pieces } from './pieces.ts'
import type { ExportSigning } from './pseudonymise/signing.ts'

/** One delivery to export, as stored. */
export interface ExportItem {
  readonly delivery: DeliveryDetail
  readonly body: Uint8Array
  readonly endpointName: string
  /** Where this delivery would be sent to, for formats that send. */
  readonly targetUrl?: string | null
  /** The target of its endpoint, which that URL is made of. */
  readonly endpointTarget?: string | null
  /** Secrets of all endpoints: nothing that contains one is exported. */
  readonly secretValues?: readonly string[]
  /** Tokens of all endpoints, which stand in their URLs. */
  readonly tokens?: readonly string[]
  /** JSON pointers to what the body itself carries as its credential (scheme `body-token`), whether its secret is known or not. */
  readonly bodySecrets?: readonly string[]
  /** JSON Schema of the event's type in its pack, self-contained; null or left out where there is none. */
  readonly eventSchema?: EventSchema | null
  /** What it is made safe by, and signed again. */
  readonly signing?: ExportSigning | null
}

export type EventSchema = Readonly<Record<string, unknown>>

/** What a format gets to see: the delivery without credentials and without the token of its endpoint. */
export interface MaskedItem
  extends Pick<ExportItem, 'delivery' | 'body' | 'endpointName' | 'targetUrl' | 'endpointTarget'> {
  /** File name without extension: safe on every file system, distinct among the items. */
  readonly name: string
  /** Path and query below the endpoint's URL as sent; may be empty. */
  readonly path: string
  /** Names of the headers and query parameters whose values were replaced, and of other places in words. */
  readonly masked: readonly string[]
  /** The body is not the one that was sent, so that no signature of it verifies. */
  readonly bodyMasked: boolean
  readonly eventSchema: EventSchema | null
  readonly signing: ExportSigning | null
  /** The made-up secret that its signature is checked with; null where it was not signed again. */
  readonly fixtureSecret: string | null
}

export interface ExportFile {
  readonly name: string
  readonly mediaType: string
  readonly content: Pieces
}

/** An export format: one file in `formats/`, default export, a pure function. Secrets never reach it. */
export interface ExportFormat extends Readonly<ExportFormatInfo> {
  /** Several deliveries give the files that each gives by itself, in order: any number is rendered, some at a time. */
  readonly oneByOne?: boolean
  /** Files with distinct names; `generator` is "switchhook 0.1.0". */
  render(items: readonly MaskedItem[], generator: string, options: RenderOptions): readonly ExportFile[]
}

/** The text of a body that is valid UTF-8 (a byte order mark stays in it), else null. */
export function bodyText(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return null
  }
}
