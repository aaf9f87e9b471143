import { createScanner, type Node, parseTree } from 'jsonc-parser'
import { Kind } from './json-tokens.ts'

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
