import { createScanner } from 'jsonc-parser'
import { pointerTo } from '../../lib/json-places.ts'
import { withGaps } from './gap-leaves.ts'
import { type Leaf, noSiblings } from './leaf.ts'

interface Frame {
  readonly isObject: boolean
  readonly pointer: string
  readonly path: readonly string[]
  readonly names: Map<string, string>
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

/** A longer text names no field. */
const labelLength = 60

/** Below this depth, places are not told apart: their names would be longer than the text. */
const namedDepth = 100

const encodeText = (value: string): string => JSON.stringify(value)
const encodeNumber = (value: string): string => value

const structure = /\b(?:true|false|null)\b/g

/**
 * Texts, numbers and names of members in a JSON text. What is nearly JSON is read as far as it goes; comments and everything
 * that is none are plain texts.
 */
export function jsonLeaves(text: string): readonly Leaf[] {
  const leaves = tokenLeaves(text)
  const isWhole = ({ what, start, end }: Leaf) => what !== 'number' || standsAlone(text, start, end)
  return withGaps(text, leaves.every(isWhole) ? leaves : leaves.filter(isWhole), structure)
}

/** Between two marks of JSON, or at an end: other digits are part of a text. */
function standsAlone(text: string, start: number, end: number): boolean {
  let before = start - 1
  while (before >= 0 && isSpace(text[before])) before -= 1
  let after = end
  while (after < text.length && isSpace(text[after])) after += 1
  return (before < 0 || '[:,'.includes(text[before]!)) && (after === text.length || ',]}'.includes(text[after]!))
}

const isSpace = (character: string | undefined) =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t'

/** Token by token, so that nesting costs no stack. */
function tokenLeaves(text: string): Leaf[] {
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
    frame = { isObject, pointer: place, path, names: new Map(), index: 0, name: '', expectsName: isObject }
  }
  const add = (what: Leaf['what'], value: string) => {
    const start = scanner.getTokenOffset()
    const encode = what === 'number' ? encodeNumber : encodeText
    const siblings = frame?.names ?? noSiblings
    leaves.push({ ...here(), value, start, end: start + scanner.getTokenLength(), what, siblings, encode })
  }
  const readString = () => {
    const value = scanner.getTokenValue()
    if (frame?.isObject && !frame.expectsName && value.length <= labelLength) frame.names.set(frame.name, value)
    if (!frame?.expectsName) return add('text', value)
    frame.name = value
    frame.names.set(value, '')
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
