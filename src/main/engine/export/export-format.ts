import type { DeliveryDetail } from '#shared/model/delivery.ts'

export interface ExportItem {
  readonly delivery: DeliveryDetail
  readonly body: Uint8Array
  readonly endpointName: string
}

export interface ExportFile {
  readonly name: string
  readonly mediaType: string
  readonly content: string | Uint8Array
}

/** An export format: one file in `formats/`, default export, a pure function. Secrets never reach it. */
export interface ExportFormat {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly extension: string
  /** One delivery gives one text that is worth copying to the clipboard. */
  readonly copyable: boolean
  /** Files with distinct names; `generator` is "switchhook 0.1.0". */
  render(items: readonly ExportItem[], generator: string): readonly ExportFile[]
}
