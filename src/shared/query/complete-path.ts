import { formatBodyField, pathFields } from './path-fields.ts'

export interface Suggestion {
  /** Text that takes the place of `span`. Ends with a blank where the term is complete. */
  readonly insert: string
  readonly label: string
  /** A few words beside the label, null where it says all. */
  readonly about: string | null
}

/** What `header.` and `body.` can go on with, as far as it is known. */
export interface PathVocabulary {
  /** Names of headers that were seen, the most frequent first. */
  readonly headers?: readonly string[]
  /** Places that the providers' schemas name. */
  readonly pointers?: readonly KnownPointer[]
}

export interface KnownPointer {
  readonly pointer: string
  /** Where it is documented, e.g. "call.ended and 3 more". */
  readonly about: string
  /** The values that are documented, where there is a list. */
  readonly values: readonly string[]
}

/** Names of headers and places in bodies that go on with what was typed, and the two fields themselves. */
export function suggestPaths(typed: string, { headers = [], pointers = [] }: PathVocabulary): Suggestion[] {
  const start = typed.toLowerCase()
  if (start.startsWith('header.')) {
    const wanted = start.slice('header.'.length)
    return ranked(headers, wanted, (name) => name).map((name) => suggestion(`header.${name}:`, null))
  }
  if (start.startsWith('body.')) {
    const wanted = start.slice('body.'.length).replace(/^["/]+/, '')
    return ranked(pointers, wanted, ({ pointer }) => pointer.slice(1)).map(({ pointer, about }) =>
      suggestion(`${formatBodyField(pointer)}:`, about),
    )
  }
  return pathFields
    .filter(({ start: field }) => field.startsWith(start))
    .map(({ start: field, about }) => suggestion(field, about))
}

/** Documented values of a place in the body; `*` for any. */
export function suggestStored(field: string, { pointers = [] }: PathVocabulary): readonly string[] {
  const known = pointers.find(({ pointer }) => formatBodyField(pointer) === field)
  return [...(known?.values ?? []), '*']
}

/** Those that begin so, then those with a part that does. */
function ranked<T>(all: readonly T[], wanted: string, textOf: (one: T) => string): T[] {
  const rank = (one: T): number => {
    const text = textOf(one).toLowerCase()
    if (text.startsWith(wanted)) return 0
    return text.split(/[/-]/).some((part) => part.startsWith(wanted)) ? 1 : 2
  }
  return all
    .map((one) => ({ one, rank: rank(one) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one)
}

const suggestion = (insert: string, about: string | null): Suggestion => ({ insert, label: insert, about })
