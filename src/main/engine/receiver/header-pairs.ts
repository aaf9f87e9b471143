import type { HeaderPair } from '#shared/model/headers.ts'

/** Node's flat `rawHeaders` or `rawTrailers` as pairs, in the order, case and number received. */
export function headerPairs(raw: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index]!, raw[index + 1]!])
  return pairs
}
