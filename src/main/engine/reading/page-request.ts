import type { Range } from './compile-query.ts'

export interface PageRequest {
  readonly query: string
  /** IANA name of the viewer's time zone; the host's where left out. */
  readonly zone?: string | undefined
  /** Exclusive. */
  readonly before?: number | undefined
  /** Inclusive. */
  readonly through?: number | undefined
  /** Exclusive. */
  readonly after?: number | undefined
  /** Default: newest first. */
  readonly order?: 'newest' | 'oldest' | undefined
  /** One row for each event, newest first by its first attempt; the bounds are of first attempts. */
  readonly grouped?: boolean | undefined
  readonly skip?: number | undefined
  readonly limit: number
}

/** Rows that are counted one by one; what the tallies know is counted exactly, however many. */
export const countLimit = 100_000

export function rangeOf({ before, through, after }: Pick<PageRequest, 'before' | 'through' | 'after'>): Range {
  const highest = Number.MAX_SAFE_INTEGER
  return { low: (after ?? 0) + 1, high: Math.min((before ?? highest) - 1, through ?? highest) }
}
