import { createScanner } from 'jsonc-parser'

/** Where a value stands in a JSON text. UTF-16 offsets. */
export interface JsonPlace {
  readonly offset: number
  readonly length: number
  /** The member's name with its quotes, null for array items and the root. */
  readonly key: { readonly offset: number; readonly length: number } | null
}

// Values of jsonc-parser's SyntaxKind, which is a const enum and can't be imported with isolated modules.
const token = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, colon: 6, string: 10, end: 17 }

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
  const scanner = createScanner(text, true)

  const found = (wanted: Wanted | undefined, offset: number, key: JsonPlace['key']) => {
    const end = scanner.getTokenOffset() + scanner.getTokenLength()
    if (wanted?.pointer != null) places.set(wanted.pointer, { offset, length: end - offset, key })
  }
  const beginValue = (kind: number, frame: Frame | undefined) => {
    const offset = scanner.getTokenOffset()
    const wanted = frame === undefined ? root : childOf(frame)
    const key = frame?.isObject ? frame.memberKey : null
    const isObject = kind === token.openBrace
    if (!isObject && kind !== token.openBracket) return found(wanted, offset, key)
    stack.push({ isObject, wanted, offset, key, index: 0, memberKey: null, memberName: '', expectsKey: isObject })
  }
  const endContainer = () => {
    const frame = stack.pop()
    if (frame !== undefined) found(frame.wanted, frame.offset, frame.key)
  }
  const readKey = (frame: Frame) => {
    frame.memberName = frame.wanted === undefined ? '' : scanner.getTokenValue()
    frame.memberKey = { offset: scanner.getTokenOffset(), length: scanner.getTokenLength() }
    frame.expectsKey = false
  }

  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    const frame = stack.at(-1)
    if (kind === token.closeBrace || kind === token.closeBracket) endContainer()
    else if (kind === token.comma) nextMember(frame)
    else if (kind === token.string && frame?.expectsKey) readKey(frame)
    else if (kind !== token.colon) beginValue(kind, frame)
  }
  return places
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
  return frame.wanted?.children.get(frame.isObject ? frame.memberName : String(frame.index))
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
