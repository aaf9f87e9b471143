import { type JsonPlace, pointerTo } from './json-places.ts'

export type Form = Readonly<Record<string, string | readonly string[]>>

/** The pairs of an urlencoded form. `URLSearchParams` takes a question mark at the very beginning for that of a URL. */
export const pairsOf = (text: string): URLSearchParams => new URLSearchParams(`&${text}`)

/** An urlencoded form as an object of strings; names that repeat have a list of their values in order. */
export function readForm(text: string): Form {
  const form = Object.create(null) as Record<string, string | string[]>
  for (const [name, value] of pairsOf(text)) {
    const before = form[name]
    if (before === undefined) form[name] = value
    else if (typeof before === 'string') form[name] = [before, value]
    else before.push(value)
  }
  return form
}

/** The number of pairs in a form, at most; counted up to `limit` + 1. */
export function countPairs(text: string, limit: number): number {
  let count = 1
  for (let at = text.indexOf('&'); at !== -1 && count <= limit; at = text.indexOf('&', at + 1)) count += 1
  return count
}

/** Where the fields of an urlencoded form stand in its text, by JSON pointer into what `readForm` makes of it. */
export function formPlaces(text: string): ReadonlyMap<string, JsonPlace> {
  const places = new Map<string, JsonPlace>([['', { offset: 0, length: text.length, key: null }]])
  const times = new Map<string, number>()
  let offset = 0
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const name = equals === -1 ? pair : pair.slice(0, equals)
    const place = {
      offset: offset + (equals === -1 ? pair.length : equals + 1),
      length: equals === -1 ? 0 : pair.length - equals - 1,
      key: { offset, length: name.length },
    }
    if (pair !== '') addPlace(places, times, decodeName(name), place)
    offset += pair.length + 1
  }
  return places
}

/** A name that repeats is a list: the first value is at /name and /name/0, the second at /name/1. */
function addPlace(places: Map<string, JsonPlace>, times: Map<string, number>, name: string, place: JsonPlace): void {
  const pointer = pointerTo('', name)
  const index = times.get(name) ?? 0
  times.set(name, index + 1)
  if (index === 0) places.set(pointer, place)
  places.set(`${pointer}/${index}`, place)
}

/** The name as the form's reader decodes it. */
function decodeName(name: string): string {
  const [first] = pairsOf(`${name}=`)
  return first?.[0] ?? ''
}
