/** A value in a request that can be replaced in place. */
export interface Leaf {
  /** As rules name it: a JSON pointer into the body, `?name`, or `header:name`. */
  readonly place: string
  /** Names and indexes on the way to it. */
  readonly path: readonly string[]
  readonly value: string
  /** Where it stands in the text, as UTF-16 offsets, with its quotes where it has some. */
  readonly start: number
  readonly end: number
  /** A number in JSON: what takes its place must be one. A name: of a member. */
  readonly what: 'text' | 'number' | 'name'
  /** Names of the members beside it, as they are written, with those of their texts that are short. */
  readonly siblings: ReadonlyMap<string, string>
  /** The value as it is written in this kind of text. */
  encode(value: string): string
}

/** Of a value that stands alone. */
export const noSiblings: ReadonlyMap<string, string> = new Map()

export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Every other character stays. Of edits that overlap, the one that begins first counts. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const { start, end, text: by } of edits.toSorted((one, other) => one.start - other.start)) {
    if (start < at) continue
    result += text.slice(at, start) + by
    at = end
  }
  return result + text.slice(at)
}

const index = /^\d+$/

/** Name of the member that a value belongs to: that of its list, for an item of one. Empty for a text without names. */
export const fieldName = (path: readonly string[]): string => path.findLast((step) => !index.test(step)) ?? ''

/** Name of the object around it. */
export function parentName(path: readonly string[]): string {
  const names = path.filter((step) => !index.test(step))
  return names.at(-2) ?? ''
}
