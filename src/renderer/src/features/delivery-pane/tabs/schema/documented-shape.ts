import type { Node } from 'jsonc-parser'
import { formatJson, parseJson } from '../../../../code/json-text.ts'

/** A value of a schema. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Schema = { readonly [keyword: string]: Json } | boolean

/**
 * A schema written down like a payload, with the type in words where a value would stand, and the payload in the same
 * shape: it repeats the documented words where its value agrees, and shows the value where it does not. So the
 * differences of the two texts are the issues.
 */
interface Shapes {
  readonly documented: string
  readonly payload: string
}

interface Writer {
  readonly root: Schema
  /** The payload's text: values are copied from it, so that numbers stay as they were sent. */
  readonly text: string
  /** Pointers of values that have an issue. */
  readonly issues: ReadonlySet<string>
}

const deepest = 24
const absent = ' (may be absent)'
const seen = ' (seen in the example)'

export function writeShapes(schemaText: string, payloadText: string, issuePointers: readonly string[]): Shapes {
  const root = JSON.parse(schemaText) as Schema
  const writer: Writer = { root, text: payloadText, issues: new Set(issuePointers) }
  const payload = parseJson(payloadText)
  return {
    documented: writeSchema(writer, root, '', 0),
    payload: payload ? writePayload(writer, root, payload, '', '', 0) : payloadText,
  }
}

/** Where a schema is from (`from`): `around` where it does not say. */
const sourceOf = (schema: Schema, around: string): string =>
  isObject(schema) && typeof schema.from === 'string' ? schema.from : around

/** What stands behind a member: whether the documentation promises it. */
function promise(schema: Schema, around: string, isRequired: boolean): string {
  if (sourceOf(schema, around) === 'example') return seen
  return isRequired ? '' : absent
}

function writeSchema(writer: Writer, given: Schema, indent: string, depth: number, around = 'table'): string {
  const schema = resolve(writer, given)
  const source = sourceOf(schema, sourceOf(given, around))
  if (depth > deepest) return '…'
  const properties = propertiesOf(writer, schema)
  if (properties) {
    const inner = `${indent}  `
    const required = new Set(listOf(schema, 'required'))
    const lines = Object.entries(properties).map(
      ([key, value]) =>
        `${inner}${JSON.stringify(key)}: ${writeSchema(writer, value, inner, depth + 1, source)}${promise(value, source, required.has(key))}`,
    )
    return lines.length === 0 ? words(writer, schema) : `{\n${lines.join('\n')}\n${indent}}${nullable(schema)}`
  }
  const items = itemsOf(schema)
  if (items) {
    const inner = `${indent}  `
    return `[\n${inner}${writeSchema(writer, items, inner, depth + 1, source)}\n${indent}]${nullable(schema)}`
  }
  return words(writer, schema)
}

function writePayload(
  w: Writer,
  given: Schema | null,
  node: Node,
  at: string,
  indent: string,
  depth: number,
  around = 'table',
): string {
  if (w.issues.has(at) || given === null || depth > deepest) return literal(w, node, indent)
  const schema = resolve(w, given)
  const source = sourceOf(schema, sourceOf(given, around))
  if (node.type === 'object') return writeMembers(w, schema, node, at, indent, depth, source)
  const items = itemsOf(schema)
  if (node.type !== 'array' || !items) return writeSchema(w, schema, indent, depth, source)
  const inner = `${indent}  `
  const list = node.children ?? []
  const wrong = list.flatMap((item, index) =>
    hasIssueBelow(w, `${at}/${index}`)
      ? [writePayload(w, items, item, `${at}/${index}`, inner, depth + 1, source)]
      : [],
  )
  const asDocumented = wrong.length < list.length || list.length === 0
  const parts = asDocumented ? [writeSchema(w, items, inner, depth + 1, source), ...wrong] : wrong
  return `[\n${parts.map((part) => inner + part).join('\n')}\n${indent}]${nullable(schema)}`
}

/** Documented members in the schema's order, then those that should not be there. */
function writeMembers(
  w: Writer,
  schema: Schema,
  node: Node,
  at: string,
  indent: string,
  depth: number,
  source: string,
): string {
  const properties = propertiesOf(w, schema)
  if (!properties) return writeSchema(w, schema, indent, depth, source)
  const inner = `${indent}  `
  const required = new Set(listOf(schema, 'required'))
  const members = new Map((node.children ?? []).map(({ children: [key, value] = [] }) => [String(key?.value), value]))
  const pointerOf = (key: string) => `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const isPromised = (key: string) => promise(properties[key] ?? true, source, required.has(key)) === ''
  const known = Object.keys(properties).filter((key) => members.has(key) || !isPromised(key))
  const extra = [...members.keys()].filter((key) => !Object.hasOwn(properties, key) && w.issues.has(pointerOf(key)))
  const lines = [...known, ...extra].map((key) => {
    const property = Object.hasOwn(properties, key) ? (properties[key] ?? null) : null
    const value = members.get(key)
    const text = value
      ? writePayload(w, property, value, pointerOf(key), inner, depth + 1, source)
      : writeSchema(w, property ?? true, inner, depth + 1, source)
    const isListed = property !== null && !w.issues.has(pointerOf(key))
    const optional = isListed ? promise(property, source, required.has(key)) : ''
    return `${inner}${JSON.stringify(key)}: ${text}${optional}`
  })
  return `{\n${lines.join('\n')}\n${indent}}${nullable(schema)}`
}

const hasIssueBelow = ({ issues }: Writer, at: string) =>
  [...issues].some((pointer) => pointer === at || pointer.startsWith(`${at}/`))

const literal = ({ text }: Writer, { offset, length }: Node, indent: string) =>
  formatJson(text.slice(offset, offset + length)).text.replaceAll('\n', `\n${indent}`)

const isObject = (value: Json | Schema | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listOf(schema: Schema, keyword: string): string[] {
  const list = isObject(schema) ? schema[keyword] : undefined
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : []
}

/** Follows `$ref` inside the document, a few steps. */
function resolve({ root }: Writer, schema: Schema): Schema {
  let current = schema
  for (let steps = 0; steps < 8 && isObject(current) && typeof current.$ref === 'string'; steps++) {
    let target: Json | Schema | undefined = root
    for (const part of current.$ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
      target = isObject(target) ? target[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
    }
    if (!isObject(target)) return current
    current = target
  }
  return current
}

function propertiesOf(writer: Writer, schema: Schema): Record<string, Schema> | null {
  if (!isObject(schema)) return null
  const all: Record<string, Schema> = {}
  for (const part of branches(schema, 'allOf')) Object.assign(all, propertiesOf(writer, resolve(writer, part)))
  if (isObject(schema.properties)) Object.assign(all, schema.properties)
  if (Object.keys(all).length > 0) return all
  const shaped = [...branches(schema, 'anyOf'), ...branches(schema, 'oneOf')].map((part) => resolve(writer, part))
  for (const part of shaped) {
    const properties = propertiesOf(writer, part)
    if (properties) return properties
  }
  return null
}

const branches = (schema: Schema, keyword: string): Schema[] => {
  const list = isObject(schema) ? schema[keyword] : undefined
  return Array.isArray(list) ? (list as Schema[]) : []
}

const itemsOf = (schema: Schema): Schema | null =>
  isObject(schema) && isObject(schema.items) ? (schema.items as Schema) : null

const typesOf = (schema: Schema): string[] => {
  if (!isObject(schema)) return []
  return typeof schema.type === 'string' ? [schema.type] : listOf(schema, 'type')
}

const nullable = (schema: Schema) => (typesOf(schema).includes('null') ? ' or null' : '')

/** A value's type in words: `string or null`, `"AGENT" or "USER"`, `string (date-time)`. */
function words(writer: Writer, schema: Schema): string {
  if (!isObject(schema)) return schema ? 'anything' : 'nothing'
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  const options = [...branches(schema, 'anyOf'), ...branches(schema, 'oneOf')]
  if (options.length > 0)
    return [...new Set(options.map((option) => words(writer, resolve(writer, option))))].join(' or ')
  const types = typesOf(schema)
  const format =
    typeof schema.format === 'string' ? ` (${schema.format === 'iso-8601-time' ? 'ISO 8601 time' : schema.format})` : ''
  return types.length === 0 ? 'anything' : types.join(' or ') + format
}
