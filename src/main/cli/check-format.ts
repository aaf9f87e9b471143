import { UsageError } from '../hosting/usage-error.ts'

/** Throws UsageError that lists the formats where none of them has this id. */
export function checkFormat(formats: readonly { readonly id: string }[], format: string): void {
  if (formats.some(({ id }) => id === format)) return
  throw new UsageError(`There is no format "${format}"; there are ${formats.map(({ id }) => id).join(', ')}.`)
}
