import { AppError } from '#shared/api/errors.ts'
import { locate, pointerSteps, valueAtPointer } from '../../engine/lib/json-places.ts'
import { type Outline, outlineOf } from './outline.ts'
import type { Payload } from './read-payload.ts'

export interface ExcerptOrder {
  /** JSON pointer of a value; the whole body where it is left out. */
  readonly pointer?: string | undefined
  /** First character, within the value. Left out: the beginning, or an outline of what is too long. */
  readonly offset?: number | undefined
  readonly maxChars: number
}

/** A piece of a payload that fits into a model's context. */
export interface Excerpt {
  readonly pointer: string
  /** Characters of the value's whole text. */
  readonly chars: number
  readonly offset: number
  /** Null where an outline stands in its place. */
  readonly text: string | null
  readonly outline: Outline | null
  /** Where to go on; null at the end. */
  readonly nextOffset: number | null
}

/** Throws AppError `bad-input` for a pointer that is none, `not-found` where nothing is there. */
export function excerptOf({ text, value, kind }: Payload, { pointer, offset, maxChars }: ExcerptOrder): Excerpt {
  const place = pointer === undefined || pointer === '' ? null : placeOf(text, value, kind, pointer)
  const whole = place === null ? text : text.slice(place.offset, place.offset + place.length)
  const found = place === null ? value : place.value
  const at = { pointer: pointer ?? '', chars: whole.length }
  const isTree = typeof found === 'object' && found !== null
  if (offset === undefined && isTree && whole.length > maxChars)
    return { ...at, offset: 0, text: null, outline: outlineOf(text, at.pointer, found), nextOffset: null }
  const from = Math.min(offset ?? 0, whole.length)
  const end = Math.min(from + maxChars, whole.length)
  return {
    ...at,
    offset: from,
    text: whole.slice(from, end),
    outline: null,
    nextOffset: end < whole.length ? end : null,
  }
}

function placeOf(text: string, root: unknown, kind: Payload['kind'], pointer: string) {
  if (!/^(\/([^~/]|~[01])*)*$/.test(pointer))
    throw new AppError('bad-input', 'pointer: a JSON pointer begins with “/”, as in /data/id (RFC 6901).')
  if (root === undefined)
    throw new AppError('bad-input', `This body is ${kind}, not JSON: read it by offset instead of by pointer.`)
  const value = valueAtPointer(root, pointerSteps(pointer))
  const place = value === undefined ? undefined : locate(text, [pointer]).get(pointer)
  if (place !== undefined) return { ...place, value }
  throw new AppError('not-found', `There is nothing at ${pointer}. ${nearest(root, pointer)}`)
}

/** What is there of a pointer that leads nowhere. Names of the payload are not told: they came from outside. */
function nearest(root: unknown, pointer: string): string {
  let parent = pointer
  while (parent !== '') {
    parent = parent.slice(0, parent.lastIndexOf('/'))
    const value = valueAtPointer(root, pointerSteps(parent))
    if (value !== undefined) break
  }
  const at = parent === '' ? 'the whole body' : parent
  return `There is a value at ${at}; show that one for what is in it.`
}
