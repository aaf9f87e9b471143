import { endOfString } from './json-scan.ts'

/** Where a value stands in a JSON text. UTF-16 offsets. */
export interface JsonPlace {
  readonly offset: number
  readonly length: number
  /** The member's name with its quotes, null for array items and the root. */
  readonly key: { readonly offset: number; readonly length: number } | null
}

interface Wanted {
  pointer: string | null
  readonly children: Map<string, Wanted>
}

interface Frame {
  readonly isObject: boolean
  readonly wanted: Wanted | undefined
  readonly offset: number
  readonly key: JsonPlace['key']
  index: number
  memberKey: JsonPlace['key']
  memberName: string
  expectsKey: boolean
}

/**
 * Finds values by JSON pointer in a text that `JSON.parse` accepts. One pass without recursion, so nesting and size cost
 * no stack; of members with the same name the last one is found, which is the one that `JSON.parse` keeps.
 */
export function locate(text: string, pointers: Iterable<string>): Map<string, JsonPlace> {
  const places = new Map<string, JsonPlace>()
  const root = wantedTree(pointers)
  const stack: Frame[] = []
  let frame: Frame | undefined

  const found = (wanted: Wanted | undefined, offset: number, end: number, key: JsonPlace['key']) => {
    if (wanted?.pointer != null) places.set(wanted.pointer, { offset, length: end - offset, key })
  }
  const open = (offset: number, isObject: boolean) => {
    const wanted = frame === undefined ? root : childOf(frame)
    const key = frame?.isObject ? frame.memberKey : null
    if (frame !== undefined) stack.push(frame)
    frame = { isObject, wanted, offset, key, index: 0, memberKey: null, memberName: '', expectsKey: isObject }
  }
  const close = (end: number) => {
    if (frame !== undefined) found(frame.wanted, frame.offset, end, frame.key)
    frame = stack.pop()
  }
  const scalar = (offset: number, end: number) => {
    if (frame === undefined) found(root, offset, end, null)
    else if (frame.expectsKey) readKey(frame, text, offset, end)
    else found(childOf(frame), offset, end, frame.isObject ? frame.memberKey : null)
  }

  let at = 0
  while (at < text.length) {
    const start = at
    const code = text.charCodeAt(start)
    at = endOfToken(text, start, code)
    if (code === openBrace || code === openBracket) open(start, code === openBrace)
    else if (code === closeBrace || code === closeBracket) close(at)
    else if (code === comma) nextMember(frame)
    else if (code !== colon && !isWhitespace(code)) scalar(start, at)
  }
  return places
}

/** One past the token that begins at `start`; whitespace and punctuation are one character each. */
function endOfToken(text: string, start: number, code: number): number {
  if (code === quote) return endOfString(text, start) + 1
  return isPunctuation(code) || isWhitespace(code) ? start + 1 : endOfLiteral(text, start)
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** And a byte order mark. */
function isWhitespace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff
}

function isPunctuation(code: number): boolean {
  return (
    code === comma ||
    code === colon ||
    code === openBrace ||
    code === openBracket ||
    code === closeBrace ||
    code === closeBracket
  )
}

/** End of a number, `true`, `false` or `null`. */
function endOfLiteral(text: string, start: number): number {
  let at = start + 1
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === comma || code === closeBracket || code === closeBrace || isWhitespace(code)) break
  }
  return at
}

/** Names are only needed where something below them is looked for. */
function readKey(frame: Frame, text: string, start: number, end: number): void {
  frame.expectsKey = false
  if (frame.wanted === undefined) return
  const written = text.slice(start, end)
  frame.memberName = written.includes('\\') ? unescapedKey(written) : written.slice(1, -1)
  frame.memberKey = { offset: start, length: end - start }
}

/** Where exports look for secrets, the text may be nearly JSON. */
function unescapedKey(written: string): string {
  try {
    return JSON.parse(written) as string
  } catch {
    return written
  }
}

function nextMember(frame: Frame | undefined): void {
  if (frame === undefined) return
  frame.index += 1
  frame.expectsKey = frame.isObject
}

/** Reference tokens of a JSON pointer, unescaped (RFC 6901). */
export function pointerTokens(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** One step of a pointer, as it is looked up: `index` is -1 where the name is no index of an array. */
export interface PointerStep {
  readonly name: string
  readonly index: number
}

/** A pointer taken apart once, for values that are read of every delivery. */
export function pointerSteps(pointer: string): readonly PointerStep[] {
  return pointerTokens(pointer).map((name) => ({ name, index: /^(0|[1-9]\d*)$/.test(name) ? Number(name) : -1 }))
}

/** The value that a pointer leads to; undefined where there is none. Only own members count. */
export function valueAtPointer(root: unknown, steps: readonly PointerStep[]): unknown {
  let value = root
  for (const { name, index } of steps) {
    if (Array.isArray(value)) value = index === -1 ? undefined : value[index]
    else if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    else value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}

/** Appends one reference token to a JSON pointer. */
export function pointerTo(parent: string, name: string): string {
  return `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function childOf(frame: Frame): Wanted | undefined {
  if (frame.wanted === undefined || frame.wanted.children.size === 0) return undefined
  return frame.wanted.children.get(frame.isObject ? frame.memberName : String(frame.index))
}

function wantedTree(pointers: Iterable<string>): Wanted {
  const root: Wanted = { pointer: null, children: new Map() }
  for (const pointer of pointers) {
    let node = root
    for (const name of pointerTokens(pointer)) {
      const next: Wanted = node.children.get(name) ?? { pointer: null, children: new Map() }
      node.children.set(name, next)
      node = next
    }
    node.pointer = pointer
  }
  return root
}
