import type { DeliveryDetail } from '#shared/model/delivery.ts'

/** One delivery to export, as stored. */
export interface ExportItem {
  readonly delivery: DeliveryDetail
  readonly body: Uint8Array
  readonly endpointName: string
  /** Where this delivery would be sent to, for formats that send. */
  readonly targetUrl?: string | null
  /** Secrets of the endpoint: no header or query value that contains one is exported. */
  readonly secretValues?: readonly string[]
}

/** What a format gets to see: the delivery without credentials and without the token of its endpoint. */
export interface MaskedItem extends Omit<ExportItem, 'secretValues'> {
  /** File name without extension: safe on every file system, distinct among the items. */
  readonly name: string
  /** Path and query below the endpoint's URL as sent; may be empty. */
  readonly path: string
  /** Names of the headers and query parameters whose values were replaced. */
  readonly masked: readonly string[]
}

export interface ExportFile {
  readonly name: string
  readonly mediaType: string
  readonly content: string | Uint8Array
}

export interface ExportFormatInfo {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly extension: string
  /** One delivery gives one text that is worth copying to the clipboard. */
  readonly copyable: boolean
}

/** An export format: one file in `formats/`, default export, a pure function. Secrets never reach it. */
export interface ExportFormat extends ExportFormatInfo {
  /** Files with distinct names; `generator` is "switchhook 0.1.0". */
  render(items: readonly MaskedItem[], generator: string): readonly ExportFile[]
}
