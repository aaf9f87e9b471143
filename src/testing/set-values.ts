import { applyEdits, modify } from 'jsonc-parser'
import { pairsOf } from '../main/engine/lib/form.ts'
import { pointerSteps, pointerTokens, valueAtPointer } from '../main/engine/lib/json-places.ts'
import type { JsonValue } from './types.ts'

export type Values = Readonly<Record<string, JsonValue | undefined>>

/**
 * Puts values into a JSON text, by JSON pointer; undefined takes one out. Every other byte stays. Throws where a pointer is
 * none, or leads below a value that is not there.
 */
export function setInJson(text: string, values: Values): string {
  return Object.entries(values).reduce((json, [pointer, value]) => {
    const edits = modify(json, pathOf(JSON.parse(json), pointer), value, {})
    return applyEdits(json, edits)
  }, text)
}

/** The same for a form, whose pointers are names: `/CallStatus`. */
export function setInForm(text: string, values: Values): string {
  const form = pairsOf(text)
  for (const [pointer, value] of Object.entries(values)) {
    const [name, ...rest] = tokensOf(pointer)
    if (name === undefined || rest.length > 0) throw new Error(`"${pointer}" is no field of a form: write "/Name".`)
    if (value === undefined) form.delete(name)
    else form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return form.toString()
}

function pathOf(root: unknown, pointer: string): (string | number)[] {
  const tokens = tokensOf(pointer)
  return tokens.map((token, depth) => {
    const above = `/${pointer
      .split('/')
      .slice(1, depth + 1)
      .join('/')}`
    const parent = depth === 0 ? root : valueAtPointer(root, pointerSteps(above))
    if (typeof parent !== 'object' || parent === null)
      throw new Error(
        `"${pointer}" cannot be set: ${depth === 0 ? 'the sample' : `"${above}"`} is no object and no list.`,
      )
    if (!Array.isArray(parent)) return token
    const index = token === '-' ? parent.length : Number(token)
    if (!Number.isInteger(index) || index > parent.length || index < 0)
      throw new Error(`"${pointer}" cannot be set: the list at "${above}" has ${parent.length} items.`)
    return index
  })
}

function tokensOf(pointer: string): string[] {
  if (!pointer.startsWith('/')) throw new Error(`"${pointer}" is no JSON pointer: write "/data/id".`)
  return pointerTokens(pointer)
}
