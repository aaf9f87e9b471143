import { pointerTo } from '../../lib/json-places.ts'
import type { Leaf } from './leaf.ts'

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decode = (text: string): string =>
  text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? all
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : all
  })

const encode = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => {
    const [name] = Object.entries(entities).find(([, each]) => each === character) ?? ['amp']
    return `&${name};`
  })

/** Tags, comments and CDATA sections as one each; everything else is text. */
const token = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[^>]*>|[^<]+/g
const attribute = /([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')/g

/** Texts and attributes of an XML document, by the names of the elements around them. Whatever is not well-formed is read as far as it goes. */
export function xmlLeaves(text: string): Leaf[] {
  const leaves: Leaf[] = []
  const path: string[] = []
  const siblings = new Set<string>()
  const add = (steps: readonly string[], value: string, start: number, end: number, write = encode) => {
    const place = steps.reduce(pointerTo, '')
    if (value.trim() !== '')
      leaves.push({ place, path: steps, value, start, end, what: 'text', siblings, encode: write })
  }
  for (const { 0: piece, index } of text.matchAll(token)) {
    if (piece.startsWith('<![CDATA[')) {
      const write = (value: string) => value.replaceAll(']]>', '')
      add([...path], piece.slice(9, -3), index + 9, index + piece.length - 3, write)
    } else if (/^<[!?]/.test(piece)) continue
    else if (piece.startsWith('</')) path.pop()
    else if (piece.startsWith('<')) {
      const name = /^<([^\s/>]+)/.exec(piece)?.[1] ?? ''
      siblings.add(name)
      for (const { 0: pair, 1: key = '', 2: quoted = '', index: at } of piece.matchAll(attribute)) {
        const start = index + at + pair.length - quoted.length + 1
        add([...path, name, key], decode(quoted.slice(1, -1)), start, start + quoted.length - 2)
      }
      if (!piece.endsWith('/>')) path.push(name)
    } else add([...path], decode(piece), index, index + piece.length)
  }
  return leaves
}
