import { firstHeader } from '#shared/model/headers.ts'
import type { SchemeRequest } from '../signature-scheme.ts'

/** Larger forms are not taken apart; telephone providers send a few kilobytes. */
const parseLimit = 8 * 1024 * 1024

export type Pairs = readonly (readonly [name: string, value: string])[]

export function mediaType(request: SchemeRequest): string {
  return (firstHeader(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** Decoded pairs of a form body in the order sent; none where the body is something else. */
export function formPairs(request: SchemeRequest): Pairs {
  if (mediaType(request) !== 'application/x-www-form-urlencoded' || request.body.length > parseLimit) return []
  return [...new URLSearchParams(Buffer.from(request.body).toString('utf8'))]
}

/** Name and value of each pair run together, sorted by name; repeated values of a name once and sorted (Twilio's rule). */
export function sortedForm(pairs: Pairs): string {
  const values = new Map<string, Set<string>>()
  for (const [name, value] of pairs) {
    const known = values.get(name)
    if (known) known.add(value)
    else values.set(name, new Set([value]))
  }
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => name + value))
    .join('')
}
