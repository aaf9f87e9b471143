import { createScanner, findNodeAtOffset, getNodePath, type Node, parseTree } from 'jsonc-parser'

/** jsonc-parser's `SyntaxKind`, a const enum that exists only in its types. */
const Kind = {
  OpenBrace: 1,
  CloseBrace: 2,
  OpenBracket: 3,
  CloseBracket: 4,
  Comma: 5,
  Colon: 6,
  String: 10,
  Eof: 17,
} as const

/** The parser is recursive, and whoever sends may nest as deep as a body is long. */
const deepest = 1000

/** A JSON text as a tree with offsets; broken texts as far as they go. Null where there is no value, or it is nested too deep. */
export function parseJson(text: string): Node | null {
  return isDeep(text) ? null : (parseTree(text) ?? null)
}

function isDeep(text: string): boolean {
  const scanner = createScanner(text, true)
  let depth = 0
  for (let kind: number = scanner.scan(); kind !== Kind.Eof; kind = scanner.scan()) {
    if (kind === Kind.OpenBrace || kind === Kind.OpenBracket) depth += 1
    else if (kind === Kind.CloseBrace || kind === Kind.CloseBracket) depth -= 1
    if (depth > deepest) return true
  }
  return false
}

/** Deeper levels are not indented further: each of them would make all lines inside it longer. */
const deepestIndent = 64

/** A JSON text laid out for reading. Every token keeps its source text: 20-digit ids and `12.50` stay as they are. */
export interface ShownText {
  readonly text: string
  /** Strings of which only the beginning is shown. */
  readonly shortened: readonly ShortenedText[]
  /** Offset in the source for an offset in `text`, and back. */
  toSource(offset: number): number
  toShown(offset: number): number
}

/** A string of which only the beginning is shown. */
export interface ShortenedText {
  /** Offset of the string's quote in the source. */
  readonly source: number
  /** Offset behind its shown part, and number of characters that are left out. */
  readonly end: number
  readonly hidden: number
}

/**
 * The text as it came, with the line breaks that a code view has: it counts CR LF as one character, and so would be off by one
 * for each line.
 */
export function asReceived(source: string): ShownText {
  const breaks = [...source.matchAll(/\r\n/g)].map(({ index }) => index)
  // In the shown text, the n-th of them stands n characters earlier.
  const shown = breaks.map((at, index) => at - index)
  return {
    text: source.replace(/\r\n?/g, '\n'),
    shortened: [],
    toSource: (at) => at + countBelow(shown, at),
    toShown: (at) => at - countBelow(breaks, at),
  }
}

/** Longer strings are shortened, to this much. */
const longString = 200
const shownOfString = 60

/** Which long strings are shown whole: all, or those that begin at these offsets. */
export type WholeTexts = 'all' | readonly number[]

/** A text that was laid out, as plain data: it can come from a worker. */
export interface LaidOutText {
  readonly text: string
  readonly shortened: readonly ShortenedText[]
  /** Where each token begins in the source, and in `text`. */
  readonly from: Offsets
  readonly to: Offsets
}
type Offsets = ArrayLike<number>

/** Lays a text out and finds its places again; `whole`: which long strings are not shortened. */
export const formatJson = (source: string, whole: WholeTexts = 'all'): ShownText => shownText(layOutJson(source, whole))

/**
 * Puts each member on its own line, indented by two. Only the whitespace between tokens changes; a text that is not JSON is laid
 * out as far as its tokens go.
 */
export function layOutJson(source: string, whole: WholeTexts): LaidOutText {
  const scanner = createScanner(source, true)
  const out: string[] = []
  const from: number[] = []
  const to: number[] = []
  const shortened: ShortenedText[] = []
  let length = 0
  let depth = 0
  let before: number | null = null
  const write = (text: string) => {
    out.push(text)
    length += text.length
  }
  const newLine = () => write(`\n${'  '.repeat(Math.min(depth, deepestIndent))}`)
  for (let kind: number = scanner.scan(); kind !== Kind.Eof; kind = scanner.scan()) {
    if (isClosing(kind)) depth = Math.max(0, depth - 1)
    if (before !== null && startsLine(before, kind)) newLine()
    else if (before === Kind.Colon || (before !== null && isValue(before) && isValue(kind))) write(' ')
    const start = scanner.getTokenOffset()
    const token = source.slice(start, scanner.getPosition())
    from.push(start)
    to.push(length)
    if (kind === Kind.String && token.length > longString && whole !== 'all' && !whole.includes(start)) {
      const beginning = wholeCharacters(token.slice(0, shownOfString))
      write(`${beginning}…"`)
      shortened.push({ source: start, end: length, hidden: token.length - 1 - beginning.length })
    } else write(token)
    if (isOpening(kind)) depth++
    before = kind
  }
  return { text: out.join(''), shortened, from, to }
}

/** With the way from places in the source to places in the text, and back. */
export function shownText({ text, shortened, from, to }: LaidOutText): ShownText {
  const ends = new Map(shortened.map(({ source, end }) => [source, end]))
  return {
    text,
    shortened,
    toSource: (at) => shift(to, from, at),
    toShown(at) {
      const end = ends.get(from[countBelow(from, at + 1) - 1] ?? -1)
      return Math.min(shift(from, to, at), end === undefined ? Number.POSITIVE_INFINITY : end - 1)
    },
  }
}

/** Cut before an escape or a pair of surrogates that does not end. */
function wholeCharacters(text: string): string {
  const open = /\\+(?:u[0-9a-f]{0,3})?$/i.exec(text)?.[0] ?? ''
  const slashes = open.replace(/[^\\]/g, '').length
  const cut = slashes % 2 === 1 ? text.slice(0, text.length - open.length + slashes - 1) : text
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}

const isOpening = (kind: number) => kind === Kind.OpenBrace || kind === Kind.OpenBracket
const isClosing = (kind: number) => kind === Kind.CloseBrace || kind === Kind.CloseBracket
const isValue = (kind: number) => kind > Kind.Colon

function startsLine(before: number, kind: number): boolean {
  if (before === Kind.Comma) return true
  if (isOpening(before)) return !isClosing(kind)
  return isClosing(kind)
}

/** Moves an offset by as much as the last token before it was moved. */
function shift(from: Offsets, to: Offsets, at: number): number {
  const token = countBelow(from, at + 1) - 1
  return token < 0 ? (to[0] ?? 0) : (to[token] as number) + at - (from[token] as number)
}

/** How many of the ascending offsets are below one. */
function countBelow(offsets: Offsets, limit: number): number {
  let low = 0
  let high = offsets.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((offsets[middle] as number) < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** The value at a place of a JSON text. Offsets are UTF-16 offsets in that text. */
export interface JsonCursor {
  /** JSON pointer (RFC 6901), "" for the whole text. */
  readonly pointer: string
  readonly type: string
  readonly start: number
  readonly end: number
  /** A string's content, else the source text. */
  readonly value: string
}

/** JSON pointer of a path (RFC 6901). */
const toPointer = (path: readonly (string | number)[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/**
 * The character that a cursor in a shown text means. At or right of a line's end, or in its indent, that is a character of
 * this line's value: the next member begins right behind the comma, but on another line.
 */
export function meantOffset(shown: string, offset: number): number {
  const start = shown.lastIndexOf('\n', offset - 1) + 1
  const end = shown.indexOf('\n', offset)
  const line = shown.slice(start, end < 0 ? shown.length : end)
  const first = line.search(/\S/)
  if (first < 0) return offset
  const last = line.trimEnd().replace(/,$/, '').trimEnd().length - 1
  return start + Math.max(first, Math.min(offset - start, last))
}

/** The value that an offset lies in; on a member's name, its value. */
export function cursorAt(root: Node, text: string, offset: number): JsonCursor {
  // Right behind a value still means it, but not where the bracket stands that closes what it is in.
  const closes = /[\]}]/.test(text.charAt(offset))
  const found = findNodeAtOffset(root, offset, !closes) ?? root
  const property = found.type === 'property' ? found : found.parent?.type === 'property' ? found.parent : null
  const node = property?.children?.[1] ?? found
  return {
    pointer: toPointer(getNodePath(node)),
    type: node.type,
    start: node.offset,
    end: node.offset + node.length,
    value: node.type === 'string' ? String(node.value) : text.slice(node.offset, node.offset + node.length),
  }
}
