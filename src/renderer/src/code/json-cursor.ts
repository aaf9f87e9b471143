import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser'

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
export const toPointer = (path: readonly (string | number)[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

/** The value that an offset lies in; on a member's name, its value. */
export function cursorAt(root: Node, text: string, offset: number): JsonCursor {
  const found = findNodeAtOffset(root, offset, true) ?? root
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
