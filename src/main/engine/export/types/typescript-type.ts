import { pointerSteps, valueAtPointer } from '../../lib/json-places.ts'
import type { EventSchema } from '../export-format.ts'
import { commentLine, jsString } from '../test-code/quote.ts'
import { isObject } from './subschemas.ts'

interface Place {
  readonly root: EventSchema
  readonly indent: string
  /** References that are being followed: one that leads back to itself is `unknown`. */
  readonly refs: readonly string[]
  /** Schemas that may still be read. */
  readonly budget: { left: number }
}

/** More levels than that are `unknown`. */
const maxDepth = 100
/** References can name each other so that reading them all takes more than a lifetime: what is left then is `unknown`. */
const maxSchemas = 20_000

/**
 * A JSON Schema as a TypeScript type. What the type system cannot say (formats, ranges, patterns, "one of exactly") is left out,
 * so a payload that fits the schema fits the type.
 */
export function typescriptType(schema: EventSchema): string {
  return typeOf(schema, { root: schema, indent: '', refs: [], budget: { left: maxSchemas } })
}

function typeOf(schema: unknown, place: Place): string {
  if (schema === false) return 'never'
  if (!isObject(schema) || place.indent.length > 2 * maxDepth) return 'unknown'
  if (place.budget.left === 0) return 'unknown'
  place.budget.left -= 1
  const parts = [ownType(schema, place), ...combined(schema, place)].filter((type) => type !== 'unknown')
  return parts.length === 0 ? 'unknown' : joined([...new Set(parts)], ' & ')
}

/** What the keywords of the value itself say. */
function ownType(schema: EventSchema, place: Place): string {
  if ('const' in schema) return literal(schema.const)
  if (Array.isArray(schema.enum)) return joined([...new Set(schema.enum.map(literal))], ' | ')
  const types = typesOf(schema)
  if (types.length === 0) return 'unknown'
  return joined([...new Set(types.map((type) => typed(type, schema, place)))], ' | ')
}

function typesOf({ type, properties, additionalProperties, items, prefixItems, nullable }: EventSchema): string[] {
  const named = (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string')
  if (named.length > 0) return nullable === true ? [...named, 'null'] : named
  // Without a type these say something of objects and lists only, and nothing of other values; a schema that has them means one.
  if (isObject(properties) || isObject(additionalProperties)) return ['object']
  return isObject(items) || Array.isArray(prefixItems) ? ['array'] : []
}

function typed(type: string, schema: EventSchema, place: Place): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'number':
    case 'integer':
      return 'number'
    case 'array':
      return listType(schema, place)
    case 'object':
      return objectType(schema, place)
    default:
      return 'unknown'
  }
}

function listType({ items, prefixItems }: EventSchema, place: Place): string {
  const rest = typeOf(items, place)
  if (!Array.isArray(prefixItems)) return `${inBrackets(rest)}[]`
  // Fewer are allowed than there are schemas for.
  const first = prefixItems.map((inside) => `${inBrackets(typeOf(inside, place))}?`)
  return `[${[...first, ...(items === false ? [] : [`...${inBrackets(rest)}[]`])].join(', ')}]`
}

function objectType(
  { properties, required, additionalProperties, patternProperties }: EventSchema,
  place: Place,
): string {
  const inner = { ...place, indent: `${place.indent}  ` }
  const needed = new Set(Array.isArray(required) ? required : [])
  const members = Object.entries(isObject(properties) ? properties : {}).map(([name, inside]) => {
    const comment = isObject(inside) && typeof inside.description === 'string' ? inside.description : null
    const doc = comment === null ? '' : `${inner.indent}/** ${commentLine(comment)} */\n`
    return `${doc}${inner.indent}${propertyName(name)}${needed.has(name) ? '' : '?'}: ${typeOf(inside, inner)}\n`
  })
  // Beside named members an index signature would have to fit them all.
  const open = members.length === 0 && additionalProperties !== false
  if (open) return `Record<string, ${isObject(patternProperties) ? 'unknown' : typeOf(additionalProperties, place)}>`
  return members.length === 0 ? 'Record<string, never>' : `{\n${members.join('')}${place.indent}}`
}

/** Types that a value has as well: references, and all or one of several schemas. */
function combined(schema: EventSchema, place: Place): string[] {
  const types = ['anyOf', 'oneOf'].flatMap((keyword) => {
    const choices = schema[keyword]
    if (!Array.isArray(choices) || choices.length === 0) return []
    const each = [...new Set(choices.map((inside) => typeOf(inside, place)))]
    return [each.includes('unknown') ? 'unknown' : joined(each, ' | ')]
  })
  if (Array.isArray(schema.allOf)) types.push(...schema.allOf.map((inside) => typeOf(inside, place)))
  return typeof schema.$ref === 'string' ? [...types, referred(schema.$ref, place)] : types
}

function referred(ref: string, place: Place): string {
  if (place.refs.includes(ref) || !/^#(?:\/|$)/.test(ref)) return 'unknown'
  const target = valueAtPointer(place.root, pointerSteps(decodeFragment(ref.slice(1))))
  return typeOf(target, { ...place, refs: [...place.refs, ref] })
}

const decodeFragment = (text: string): string => (/%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text))

function literal(value: unknown): string {
  if (typeof value === 'string') return jsString(value)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? 'unknown[]' : 'Record<string, unknown>'
}

const propertyName = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? name : jsString(name))

function joined(types: readonly string[], by: ' | ' | ' & '): string {
  if (types.includes('unknown') && by === ' | ') return 'unknown'
  if (types.length === 1) return types[0]!
  return types.map((type) => (by === ' & ' ? inBrackets(type) : type)).join(by)
}

/** Is there a union or intersection outside of all braces? Brackets too many do no harm. */
const inBrackets = (type: string): string => (/^[\w.]+$|^\{[^|&]*\}$/.test(type) ? type : `(${type})`)
