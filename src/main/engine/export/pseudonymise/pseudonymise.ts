import { AppError } from '#shared/api/errors.ts'
import type { SafeOptions } from '#shared/model/safe-export.ts'
import type { MaskedItem } from '../export-format.ts'

/** Replaces personal data. Not there yet: throws AppError `unavailable`, so that nothing goes out as it came. */
export function pseudonymise(_items: readonly MaskedItem[], _options: SafeOptions): { items: readonly MaskedItem[] } {
  throw new AppError('unavailable', 'Exports that are safe for a repository are not there yet.')
}
