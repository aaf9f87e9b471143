import type { HeaderPair } from './header-pair.ts'

// No schema is built here: the page loads this file, and its policy forbids what zod tries at its start.

export type { HeaderPair } from './header-pair.ts'

/** Node's flat `rawHeaders` or `rawTrailers` as pairs, in the order, case and number received. */
export function headerPairs(raw: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index]!, raw[index + 1]!])
  return pairs
}

/** All values of a header in the order received; names compare without case (RFC 9110, 5.1). */
export function headerValues(headers: readonly HeaderPair[], name: string): string[] {
  const wanted = name.toLowerCase()
  const values: string[] = []
  for (const [key, value] of headers) if (isNamed(key, wanted)) values.push(value)
  return values
}

/** The first value of a header, or undefined. */
export function firstHeader(headers: readonly HeaderPair[], name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (const [key, value] of headers) if (isNamed(key, wanted)) return value
  return undefined
}

/** Each delivery asks for several headers, and nearly all names differ in length already. */
const isNamed = (key: string, wanted: string): boolean =>
  key.length === wanted.length && (key === wanted || key.toLowerCase() === wanted)
