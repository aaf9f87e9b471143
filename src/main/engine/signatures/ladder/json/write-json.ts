import type { JsonMember, JsonTree } from './json-tree.ts'

/** How a library sets the blanks of JSON. */
export interface JsonLayout {
  /** e.g. "with an indent of 2" */
  readonly words: string
  /** Null: on one line. */
  readonly indent: string | null
  readonly comma: string
  readonly colon: string
  readonly newline: string
}

/** How it writes the rest. */
export interface JsonSpelling {
  readonly text?: ((raw: string) => string) | undefined
  readonly number?: ((raw: string) => string) | undefined
  readonly order?: ((members: readonly JsonMember[]) => readonly JsonMember[]) | undefined
}

const oneLine = (words: string, comma: string, colon: string): JsonLayout => ({
  words,
  indent: null,
  comma,
  colon,
  newline: '',
})
const indented = (words: string, indent: string, newline = '\n', colon = ': '): JsonLayout => ({
  words,
  indent,
  comma: ',',
  colon,
  newline,
})

export const compact = oneLine('minified', ',', ':')
/** The layouts of `JSON.stringify`, Python's `json.dumps`, PHP, Ruby, Go and Jackson. */
export const layouts: readonly JsonLayout[] = [
  compact,
  oneLine('with a blank after each comma and colon', ', ', ': '),
  indented('with an indent of 2', '  '),
  indented('with an indent of 4', '    '),
  indented('with tabs', '\t'),
  oneLine('with a blank after each colon', ',', ': '),
  oneLine('with a blank after each comma', ', ', ':'),
  indented('with an indent of 2 and CR LF', '  ', '\r\n'),
  indented('with an indent of 4 and CR LF', '    ', '\r\n'),
  indented('with an indent of 3', '   '),
  indented('with an indent of 1', ' '),
  indented('with an indent of 2 and a blank before each colon', '  ', '\n', ' : '),
]

/** The value as JSON text. */
export function writeJson(tree: JsonTree, layout: JsonLayout, spelling: JsonSpelling = {}): string {
  const { text = same, number = same, order = sameOrder } = spelling
  const { comma, colon, newline, indent } = layout

  const list = (open: string, close: string, parts: readonly string[], depth: number): string => {
    if (parts.length === 0) return open + close
    if (indent === null) return open + parts.join(comma) + close
    const lead = newline + indent.repeat(depth + 1)
    return `${open}${lead}${parts.join(comma + lead)}${newline}${indent.repeat(depth)}${close}`
  }
  const write = (value: JsonTree, depth: number): string => {
    switch (value.kind) {
      case 'object': {
        const members = order(value.members).map(({ key, value: of }) => text(key) + colon + write(of, depth + 1))
        return list('{', '}', members, depth)
      }
      case 'array':
        return list(
          '[',
          ']',
          value.items.map((item) => write(item, depth + 1)),
          depth,
        )
      case 'string':
        return text(value.raw)
      default:
        return value.kind === 'number' ? number(value.raw) : value.raw
    }
  }
  return write(tree, 0)
}

const same = (raw: string) => raw
const sameOrder = (members: readonly JsonMember[]) => members
