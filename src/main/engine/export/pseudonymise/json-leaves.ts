import { createScanner } from 'jsonc-parser'
import { pointerTo } from '../../lib/json-places.ts'
import type { Leaf } from './leaf.ts'

interface Frame {
  readonly isObject: boolean
  readonly pointer: string
  readonly path: readonly string[]
  readonly names: Set<string>
  index: number
  name: string
  expectsName: boolean
}

/** Kinds of tokens by their numbers, which the library declares in a way that is not there at run time. */
const token = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  string: 10,
  number: 11,
  end: 17,
}

/** Below this depth, places are not told apart: their names would be longer than the text. */
const namedDepth = 100

const noNames: ReadonlySet<string> = new Set()
const encodeText = (value: string): string => JSON.stringify(value)
const encodeNumber = (value: string): string => value

/**
 * Texts, numbers and names of members in a JSON text. Token by token, so that nesting costs no stack, and what is nearly
 * JSON is read as far as it goes.
 */
export function jsonLeaves(text: string): Leaf[] {
  const leaves: Leaf[] = []
  const scanner = createScanner(text, true)
  const stack: Frame[] = []
  let frame: Frame | undefined

  const here = () => {
    if (frame === undefined) return { place: '', path: [] }
    if (frame.path.length >= namedDepth) return { place: frame.pointer, path: frame.path }
    const step = frame.isObject ? frame.name : String(frame.index)
    return { place: pointerTo(frame.pointer, step), path: [...frame.path, step] }
  }
  const open = (isObject: boolean) => {
    const { place, path } = here()
    if (frame !== undefined) stack.push(frame)
    frame = { isObject, pointer: place, path, names: new Set(), index: 0, name: '', expectsName: isObject }
  }
  const add = (what: Leaf['what'], value: string) => {
    const start = scanner.getTokenOffset()
    const encode = what === 'number' ? encodeNumber : encodeText
    const siblings = frame?.names ?? noNames
    leaves.push({ ...here(), value, start, end: start + scanner.getTokenLength(), what, siblings, encode })
  }
  const readString = () => {
    const value = scanner.getTokenValue()
    if (!frame?.expectsName) return add('text', value)
    frame.name = value
    frame.names.add(value)
    frame.expectsName = false
    add('name', value)
  }

  for (let kind: number = scanner.scan(); kind !== token.end; kind = scanner.scan()) {
    if (kind === token.openBrace || kind === token.openBracket) open(kind === token.openBrace)
    else if (kind === token.closeBrace || kind === token.closeBracket) frame = stack.pop()
    else if (kind === token.string) readString()
    else if (kind === token.number) add('number', scanner.getTokenValue())
    else if (kind === token.comma && frame !== undefined) {
      frame.index += 1
      frame.expectsName = frame.isObject
    }
  }
  return leaves
}
