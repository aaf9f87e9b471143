import { visit } from 'jsonc-parser'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { pointerTo } from './json-places.ts'
import { scanJson } from './json-scan.ts'

type Changed = AttemptChanges['request'][number]

const valuesListed = 50
/** Each value is told by the way to it: what is nested deeper takes a time that grows with the square of the depth. */
const readable = { depth: 500, values: 500_000 }

/** Header lines that differ between two requests, names without regard to case; repeated ones are compared one by one. */
export function compareHeaders(
  before: readonly HeaderPair[],
  after: readonly HeaderPair[],
): Pick<AttemptChanges, 'headers' | 'reordered'> {
  const earlier = byOccurrence(before)
  const later = byOccurrence(after)
  const headers: Changed[] = []
  for (const [key, { name, value }] of later) {
    const from = earlier.get(key)?.value ?? null
    if (from !== value) headers.push({ name, from, to: value })
  }
  for (const [key, { name, value }] of earlier) if (!later.has(key)) headers.push({ name, from: value, to: null })
  const common = (some: ReturnType<typeof byOccurrence>, others: typeof some) =>
    [...some.keys()].filter((key) => others.has(key)).join('\n')
  return { headers, reordered: common(earlier, later) !== common(later, earlier) }
}

/** The headers by name and number among those of that name. */
function byOccurrence(headers: readonly HeaderPair[]) {
  const seen = new Map<string, number>()
  const found = new Map<string, { readonly name: string; readonly value: string }>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const occurrence = (seen.get(key) ?? 0) + 1
    seen.set(key, occurrence)
    found.set(`${key} ${occurrence}`, { name, value })
  }
  return found
}

/** Two bodies that are not the same bytes: as JSON, where both are; `at` is the first byte that differs. */
export function compareBodies(before: Uint8Array, after: Uint8Array, at: number): AttemptChanges['body'] {
  const [earlier, later] = [valuesOf(before), valuesOf(after)]
  if (earlier === null || later === null) return { state: 'differs', at }
  const names = [...new Set([...later.keys(), ...earlier.keys()])]
  const values = names.flatMap((name): Changed[] => {
    const [from, to] = [earlier.get(name) ?? null, later.get(name) ?? null]
    return from === to ? [] : [{ name, from, to }]
  })
  if (values.length === 0) return { state: 'same-json' }
  return { state: 'json-differs', values: values.slice(0, valuesListed), count: values.length }
}

/** Place of the first byte that differs; null where the bytes are the same. */
export function firstDifference(before: Uint8Array, after: Uint8Array): number | null {
  const shorter = Math.min(before.length, after.length)
  if (before.length === after.length && Buffer.compare(before, after) === 0) return null
  for (let at = 0; at < shorter; at++) if (before[at] !== after[at]) return at
  return shorter
}

/** The scalar values of a JSON text by pointer, numbers as they are written; null where it is no JSON, or too deep. */
function valuesOf(bytes: Uint8Array): ReadonlyMap<string, string> | null {
  const values = new Map<string, string>()
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (scanJson(text, readable).exceeded !== null) return null
    JSON.parse(text)
    const put = (path: readonly (string | number)[], value: string) =>
      void values.set(
        path.reduce<string>((parent, step) => pointerTo(parent, String(step)), ''),
        value,
      )
    visit(text, {
      onObjectBegin: (_offset, _length, _line, _column, path) => put(path(), '{…}'),
      onArrayBegin: (_offset, _length, _line, _column, path) => put(path(), '[…]'),
      onLiteralValue: (value, offset, length, _line, _column, path) =>
        put(path(), typeof value === 'string' ? JSON.stringify(value) : text.slice(offset, offset + length)),
    })
    return values
  } catch {
    // No JSON, or no UTF-8.
    return null
  }
}
