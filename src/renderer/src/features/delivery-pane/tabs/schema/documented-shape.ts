import type { Node } from 'jsonc-parser'
import { formatJson, parseJson } from '../../../../code/json-text.ts'

/** A value of a schema. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Schema = { readonly [keyword: string]: Json } | boolean

/**
 * A line of a schema that is written down like a payload, with the type in words where a value would stand, and beside it
 * what the payload has there. One side is empty where it has nothing.
 */
interface ShapeLine {
  readonly documented: string
  readonly payload: string
  /** There is an issue here. */
  readonly differs: boolean
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

export function compareShapes(schemaText: string, payloadText: string, issuePointers: readonly string[]): ShapeLine[] {
  const root = JSON.parse(schemaText) as Schema
  const writer: Writer = { root, text: payloadText, issues: new Set(issuePointers) }
  const payload = parseJson(payloadText)
  if (!payload) return pair(writeSchema(writer, root, '', 0), formatJson(payloadText).text, true)
  return compare(writer, root, payload, { at: '', indent: '', name: '', suffix: '', depth: 0, source: 'table' })
}

/** Lines of two texts beside each other, the shorter one filled up with empty lines. */
function pair(documented: string | null, payload: string | null, differs: boolean): ShapeLine[] {
  const left = documented?.split('\n') ?? []
  const right = payload?.split('\n') ?? []
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    documented: left[index] ?? '',
    payload: right[index] ?? '',
    differs,
  }))
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

interface Place {
  /** JSON pointer. */
  readonly at: string
  readonly indent: string
  /** The member's name with its colon; empty for an item. */
  readonly name: string
  /** What is said behind the documented type. */
  readonly suffix: string
  readonly depth: number
  /** Where the schema around it is from. */
  readonly source: string
}

function compare(w: Writer, given: Schema, node: Node, place: Place): ShapeLine[] {
  const { at, indent, name, suffix, depth } = place
  const schema = resolve(w, given)
  const source = sourceOf(schema, sourceOf(given, place.source))
  const inside = { ...place, source }
  const isIssue = w.issues.has(at)
  if (!isIssue && depth <= deepest) {
    const properties = node.type === 'object' ? propertiesOf(w, schema) : null
    if (properties) return compareMembers(w, schema, properties, node, inside)
    const items = node.type === 'array' ? itemsOf(schema) : null
    if (items) return compareItems(w, schema, items, node, inside)
  }
  const documented = indent + name + writeSchema(w, schema, indent, depth, source) + suffix
  return pair(documented, indent + name + literal(w, node, indent), isIssue)
}

/** Documented members in the schema's order, then those that are not documented. */
function compareMembers(
  w: Writer,
  schema: Schema,
  properties: Readonly<Record<string, Schema>>,
  node: Node,
  { at, indent, name, suffix, depth, source }: Place,
): ShapeLine[] {
  const inner = `${indent}  `
  const required = new Set(listOf(schema, 'required'))
  const members = new Map((node.children ?? []).map(({ children: [key, value] = [] }) => [String(key?.value), value]))
  const pointerOf = (key: string) => `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  const known = Object.entries(properties).flatMap(([key, property]) => {
    const value = members.get(key)
    const own = { name: `${JSON.stringify(key)}: `, suffix: promise(property, source, required.has(key)), source }
    if (value) return compare(w, property, value, { ...own, at: pointerOf(key), indent: inner, depth: depth + 1 })
    const documented = inner + own.name + writeSchema(w, property, inner, depth + 1, source) + own.suffix
    return pair(documented, null, w.issues.has(pointerOf(key)))
  })
  const others = [...members].flatMap(([key, value]) =>
    value === undefined || Object.hasOwn(properties, key)
      ? []
      : pair(null, `${inner}${JSON.stringify(key)}: ${literal(w, value, inner)}`, hasIssueBelow(w, pointerOf(key))),
  )
  const end = { documented: `${indent}}${nullable(schema)}${suffix}`, payload: `${indent}}`, differs: false }
  return [...pair(`${indent}${name}{`, `${indent}${name}{`, false), ...known, ...others, end]
}

/** One item that is as documented stands for all that are; each one that is not stands there itself. */
function compareItems(
  w: Writer,
  schema: Schema,
  items: Schema,
  node: Node,
  { at, indent, name, suffix, depth, source }: Place,
): ShapeLine[] {
  const inner = `${indent}  `
  const list = (node.children ?? []).map((item, index) => ({ item, at: `${at}/${index}` }))
  const wrong = list.filter((each) => hasIssueBelow(w, each.at))
  const good = list.filter((each) => !wrong.includes(each))
  const shown = [...good.slice(0, 1), ...wrong].flatMap((each, index) => [
    ...compare(w, items, each.item, { at: each.at, indent: inner, name: '', suffix: '', depth: depth + 1, source }),
    ...(index === 0 && good.length > 1 ? pair(null, `${inner}… ${good.length - 1} more of this shape`, false) : []),
  ])
  const none = pair(inner + writeSchema(w, items, inner, depth + 1, source), null, false)
  const end = { documented: `${indent}]${nullable(schema)}${suffix}`, payload: `${indent}]`, differs: false }
  return [...pair(`${indent}${name}[`, `${indent}${name}[`, false), ...(list.length === 0 ? none : shown), end]
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
