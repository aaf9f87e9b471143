import { applyEdits, modify } from 'jsonc-parser'
import { AppError } from '#shared/api/errors.ts'
import { locate, pointerTokens } from '../lib/json-places.ts'

/** A value that is put into a sample. */
export interface SampleChange {
  /** JSON pointer; of a form the name of a field, e.g. "/CallStatus". */
  readonly pointer: string
  /** The value as JSON text: numbers stay as they are written. Null takes it out. */
  readonly json: string | null
}

/**
 * Puts a value at a place of a JSON text and leaves every other byte as it is. A member or an item at the end of a list that
 * is not there yet is added. Throws AppError `bad-input` where there is nothing that could hold it.
 */
export function setInJson(text: string, { pointer, json }: SampleChange): string {
  const place = locate(text, [pointer]).get(pointer)
  if (json === null) return place === undefined ? text : without(text, pointer)
  if (place !== undefined) return text.slice(0, place.offset) + json + text.slice(place.offset + place.length)
  const parent = pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))
  const name = pointerTokens(pointer).at(-1) ?? ''
  const holder = locate(text, [parent]).get(parent)
  if (holder === undefined) throw new AppError('bad-input', `This sample has no ${parent}, so ${pointer} has no place.`)
  const written = text.slice(holder.offset, holder.offset + holder.length)
  const added = newMember(written, name, json)
  if (added === null) throw new AppError('bad-input', `${parent || 'The sample'} cannot hold ${pointer}.`)
  return text.slice(0, holder.offset) + added + text.slice(holder.offset + holder.length)
}

function without(text: string, pointer: string): string {
  const path: (string | number)[] = []
  let value: unknown = JSON.parse(text)
  for (const token of pointerTokens(pointer)) {
    path.push(Array.isArray(value) ? Number(token) : token)
    value = (value as Readonly<Record<string, unknown>>)[token]
  }
  return applyEdits(text, modify(text, path, undefined, {}))
}

/** An object or a list with one more value at its end; null where it is neither, or the list has another length. */
function newMember(written: string, name: string, json: string): string | null {
  const value = JSON.parse(written) as unknown
  if (typeof value !== 'object' || value === null) return null
  if (Array.isArray(value) && name !== '-' && name !== String(value.length)) return null
  const head = written.slice(0, -1).trimEnd()
  const tail = written.slice(head.length)
  const comma = head.length === 1 ? '' : ','
  return `${head}${comma}${Array.isArray(value) ? '' : `${JSON.stringify(name)}:`}${json}${tail}`
}

/** The same for a field of an urlencoded form. */
export function setInForm(text: string, { pointer, json }: SampleChange): string {
  const [name = '', ...below] = pointerTokens(pointer)
  if (below.length > 0) throw new AppError('bad-input', `This sample is a form: ${pointer} is not one of its fields.`)
  const isOther = (one: string) => !new URLSearchParams(one).has(name)
  const pairs = text.split('&')
  if (json === null) return pairs.filter(isOther).join('&')
  const value = JSON.parse(json) as unknown
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(typeof value === 'string' ? value : json)}`
  if (pairs.every(isOther)) return [text, pair].filter((part) => part !== '').join('&')
  return pairs.map((one) => (isOther(one) ? one : pair)).join('&')
}
