import type { MaskedItem } from './export-format.ts'

/** A part of a file name: lower case, since some file systems know no other, and without what means something to a path. */
export function safeName(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9._]+/g, '-')
  return plain.slice(0, 48).replaceAll(/^[-.]+|[-.]+$/g, '') || 'x'
}

/** Name without extension of one file for all items: that of the item, or how many there are. */
export function fileNameOf(items: readonly MaskedItem[], generator: string): string {
  const [only] = items
  return only !== undefined && items.length === 1 ? only.name : `${generator.split(' ')[0]}-${items.length}-deliveries`
}
