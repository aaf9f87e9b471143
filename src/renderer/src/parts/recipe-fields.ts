import type { WireIssue } from '#shared/api/errors.ts'
import type { SchemeInfo } from '#shared/api/providers.ts'

/** One parameter of a signature scheme as a form field. */
export interface RecipeField {
  readonly name: string
  /** "Timestamp header" for `timestampHeader`. */
  readonly label: string
  readonly hint: string
  readonly control:
    | { readonly kind: 'text' }
    | { readonly kind: 'number'; readonly optional: boolean }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'switch' }
    /** Anything else is written as JSON. */
    | { readonly kind: 'json' }
}

export type Params = SchemeInfo['defaults']
type Json = Params[string]

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Form fields for the parameters of a scheme, in the order of its JSON Schema. */
export function recipeFields({ params }: Pick<SchemeInfo, 'params'>): RecipeField[] {
  const properties = isObject(params.properties) ? params.properties : {}
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    label: labelOf(name),
    hint: isObject(schema) && typeof schema.description === 'string' ? schema.description : '',
    control: controlOf(schema),
  }))
}

function controlOf(schema: Json): RecipeField['control'] {
  if (!isObject(schema)) return { kind: 'json' }
  if (Array.isArray(schema.enum) && schema.enum.every((item) => typeof item === 'string')) {
    return { kind: 'choice', options: schema.enum }
  }
  const branches = Array.isArray(schema.anyOf) ? schema.anyOf.filter(isObject) : [schema]
  const types = branches.flatMap(({ type }) => (Array.isArray(type) ? type : [type]))
  const solid = types.filter((type) => type !== 'null')
  const optional = types.length > solid.length
  if (solid.length !== 1) return { kind: 'json' }
  if (solid[0] === 'integer' || solid[0] === 'number') return { kind: 'number', optional }
  if (solid[0] === 'string' && !optional) return { kind: 'text' }
  if (solid[0] === 'boolean' && !optional) return { kind: 'switch' }
  return { kind: 'json' }
}

function labelOf(name: string): string {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What stands in the field for a value. */
export function fieldText({ control }: RecipeField, value: Json | undefined): string {
  if (control.kind === 'json') return value === undefined ? '' : JSON.stringify(value)
  return value === null || value === undefined ? '' : String(value)
}

/** The value for what stands in the field; null text where it cannot be one. */
export function fieldValue(
  { control }: RecipeField,
  text: string,
): { readonly value: Json } | { readonly problem: string } {
  if (control.kind === 'number') {
    if (text.trim() === '') return control.optional ? { value: null } : { problem: 'enter a number' }
    const value = Number(text)
    return Number.isFinite(value) ? { value } : { problem: 'must be a number' }
  }
  if (control.kind === 'switch') return { value: text === 'true' }
  if (control.kind !== 'json') return { value: text }
  try {
    return { value: JSON.parse(text) as Json }
  } catch {
    return { problem: 'must be JSON' }
  }
}

/** Only what differs from the scheme's defaults: a recipe stays short, and follows better defaults. */
export function changedParams(params: Params, defaults: Params): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name])),
  )
}

/** What the engine found wrong with one parameter: it names it in the path or at the start of the message. */
export function paramProblem(issues: readonly WireIssue[], name: string): string | null {
  for (const { path, message } of issues) {
    if (path.at(-1) === name) return message
    const start = `/params/${name}: `
    if (message.startsWith(start)) return message.slice(start.length)
  }
  return null
}
