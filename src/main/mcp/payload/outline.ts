import { formatCount, plural } from '#shared/sentences/units.ts'
import { locate, pointerTo } from '../../engine/lib/json-places.ts'

/** A value of a JSON text, without what is in it. */
export interface OutlineEntry {
  readonly pointer: string
  readonly type: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'
  /** Characters of its JSON text. */
  readonly chars: number
  /** Members of an object, items of an array. */
  readonly items: number | null
  /** JSON text of a plain value, or its beginning. */
  readonly value: string | null
}

export interface Outline {
  /** In the order of the text. */
  readonly entries: readonly OutlineEntry[]
  /** Values that are not among them were left out. */
  readonly partial: boolean
}

/** Of a list, this many items are told: the others are mostly like them. */
const itemsTold = 2
const membersTold = 40
const valueChars = 100
/** Senders choose names. One that is longer is not told, nor what is below it. */
const pointerChars = 400

interface Node {
  readonly pointer: string
  readonly value: unknown
}

/**
 * What is in a JSON text, from its top down, with sizes: so that whoever has little room can choose what to read. `root` is
 * the value at `pointer` of `json`.
 */
export function outlineOf(json: string, pointer: string, root: unknown, most = 80): Outline {
  const nodes: Node[] = []
  let partial = false
  let level: readonly Node[] = [{ pointer, value: root }]
  while (level.length > 0) {
    const room = most - nodes.length
    nodes.push(...level.slice(0, room))
    partial ||= level.length > room
    if (level.length > room) break
    const below = level.map(childrenOf)
    partial ||= below.some(({ more }) => more)
    level = below.flatMap(({ children }) => children)
  }
  return { entries: entriesOf(json, nodes), partial }
}

function childrenOf({ pointer, value }: Node): { readonly children: readonly Node[]; readonly more: boolean } {
  if (typeof value !== 'object' || value === null) return { children: [], more: false }
  if (Array.isArray(value)) {
    const children = value
      .slice(0, itemsTold)
      .map((item, at) => ({ pointer: `${pointer}/${at}`, value: item as unknown }))
    return { children, more: value.length > itemsTold }
  }
  const members = Object.entries(value)
  const children = members
    .slice(0, membersTold)
    .map(([name, member]) => ({ pointer: pointerTo(pointer, name), value: member as unknown }))
    .filter((child) => child.pointer.length <= pointerChars)
  return { children, more: members.length > children.length }
}

function entriesOf(json: string, nodes: readonly Node[]): OutlineEntry[] {
  const places = locate(
    json,
    nodes.map(({ pointer }) => pointer),
  )
  return nodes
    .flatMap(({ pointer, value }) => {
      const place = places.get(pointer)
      if (place === undefined) return []
      const type = typeOf(value)
      const source = json.slice(place.offset, place.offset + Math.min(place.length, valueChars))
      const isPlain = type !== 'object' && type !== 'array'
      return [
        {
          offset: place.offset,
          entry: {
            pointer,
            type,
            chars: place.length,
            items: isPlain ? null : Object.keys(value as object).length,
            value: isPlain ? `${source}${place.length > valueChars ? '…' : ''}` : null,
          },
        },
      ]
    })
    .toSorted((one, other) => one.offset - other.offset || one.entry.pointer.length - other.entry.pointer.length)
    .map(({ entry }) => entry)
}

function typeOf(value: unknown): OutlineEntry['type'] {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

/** One line for each value. */
export function outlineLines({ entries }: Outline): string {
  return entries
    .map(({ pointer, type, chars, items, value }) => {
      const size = `${formatCount(chars)} characters`
      if (value !== null) return `${pointer || '(the whole)'}  ${value}${chars > valueChars ? `  (${size})` : ''}`
      const held = type === 'array' ? plural(items ?? 0, 'item') : plural(items ?? 0, 'member')
      return `${pointer || '(the whole)'}  ${type}, ${held}, ${size}`
    })
    .join('\n')
}
