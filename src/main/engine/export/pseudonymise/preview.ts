import type { SafePreview, SafePreviewItem } from '#shared/api/safe-exports.ts'
import type { SafeOptions, TouchedKind } from '#shared/model/safe-export.ts'
import { bodyText } from '../export-format.ts'
import { maskItems } from '../mask-items.ts'
import { bytesOfBody, type OrderedItem } from '../render.ts'
import { pseudonymise } from './pseudonymise.ts'

/** Characters of a body, of a value, and values of a delivery that are shown. */
const shown = { body: 65_536, value: 300, values: 500 }

export interface PreviewOrder {
  readonly items: readonly OrderedItem[]
  readonly safe: SafeOptions
}

/** What a safe export would hold, for people to look at. */
export function previewSafe({ items, safe: options }: PreviewOrder): SafePreview {
  const masked = maskItems(items.map((item) => ({ ...item, body: bytesOfBody(item.body) })))
  const safe = pseudonymise(masked, options)
  const totals: Partial<Record<TouchedKind, number>> = {}
  // What could not be replaced is in the report as well.
  for (const { kind, before, after } of safe.report) if (before !== after) totals[kind] = (totals[kind] ?? 0) + 1
  return {
    items: masked.map((item, at): SafePreviewItem => {
      const touched = safe.report.filter((each) => each.item === at)
      return {
        id: item.delivery.id,
        touched: touched
          .slice(0, shown.values)
          .map(({ item: _, ...value }) => ({ ...value, before: cut(value.before), after: cut(value.after) })),
        touchedCount: touched.length,
        before: textOf(item.body),
        after: textOf(safe.items[at]!.body),
        ...safe.signing[at]!,
      }
    }),
    totals,
  }
}

const cut = (text: string) => (text.length > shown.value ? `${text.slice(0, shown.value)}…` : text)

function textOf(body: Uint8Array): string | null {
  const text = bodyText(body)
  return text === null || text.length <= shown.body ? text : `${text.slice(0, shown.body)}…`
}
