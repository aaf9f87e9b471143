/** Where a part of a schema is from. The keyword `from` names it; what it does not name is from a field table. */
export const sources = ['table', 'prose', 'example'] as const
export type Source = (typeof sources)[number]

type SchemaObject = Readonly<Record<string, unknown>>

/** Keywords whose value is a schema, a list of them, or schemas by name. */
const single = [
  'items',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
] as const
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'] as const
const named = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'] as const

/** The source of each subschema that is not from a table. It holds for what is inside too, until that says otherwise. */
export function schemaSources(root: unknown): ReadonlyMap<object, Source> {
  const found = new Map<object, Source>()
  walk(root, (schema, source) => {
    if (source !== 'table') found.set(schema, source)
  })
  return found
}

/** What is wrong with a `from` in this schema, null where nothing is. */
export function sourceProblem(root: unknown): string | null {
  let problem: string | null = null
  walk(root, ({ from }) => {
    if (from !== undefined && !isSource(from)) {
      problem ??= `"from" must be one of ${sources.join(', ')}, not ${JSON.stringify(from)}`
    }
  })
  return problem
}

function walk(root: unknown, visit: (schema: SchemaObject, source: Source) => void): void {
  const waiting: { readonly schema: unknown; readonly around: Source }[] = [{ schema: root, around: 'table' }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { schema, around } = next
    if (!isObject(schema)) continue
    const source = isSource(schema.from) ? schema.from : around
    visit(schema, source)
    for (const inside of subschemas(schema)) waiting.push({ schema: inside, around: source })
  }
}

function subschemas(schema: SchemaObject): unknown[] {
  return [
    ...single.map((keyword) => schema[keyword]),
    ...lists.flatMap((keyword) => (Array.isArray(schema[keyword]) ? schema[keyword] : [])),
    ...named.flatMap((keyword) => (isObject(schema[keyword]) ? Object.values(schema[keyword]) : [])),
  ]
}

const isSource = (value: unknown): value is Source => sources.some((source) => source === value)

function isObject(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
