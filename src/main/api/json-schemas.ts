import { z } from 'zod'

export type Json = Readonly<Record<string, unknown>>

/** Turns zod schemas into JSON Schemas of one document, which share the named ones. */
export interface JsonSchemas {
  of(schema: z.ZodType, io: 'input' | 'output'): Json
  /** What the schemas so far refer to, by name, in order. */
  components(): Json
}

const componentPath = '#/components/schemas/'

/**
 * A model may look otherwise as input than as output (defaults), so it may be there under two names: `RunPlan` and
 * `RunPlanInput`.
 */
export function createJsonSchemas(models: Readonly<Record<string, z.ZodType>>): JsonSchemas {
  const metadata = new NamedSchemas(new Map(Object.entries(models).map(([name, schema]) => [schema, name])))
  /** JSON text of a component, with all that it refers to, by its name. */
  const known = new Map<string, string>()
  const components = new Map<string, Json>()

  function nameFor(id: string, defs: Defs): string {
    const text = wholeText(id, defs)
    const base = id.startsWith('__') ? 'JsonValue' : id
    for (let at = 0; ; at += 1) {
      const name = [base, `${base}Input`][at] ?? `${base}${at}`
      const there = known.get(name)
      if (there === text) return name
      if (there !== undefined) continue
      known.set(name, text)
      return name
    }
  }

  return {
    of(schema, io) {
      const {
        $schema: _,
        $defs = {},
        ...found
      } = z.toJSONSchema(schema, {
        io,
        target: 'draft-2020-12',
        metadata,
        override: ({ jsonSchema }) => withoutNumberLimits(jsonSchema),
      })
      const defs = $defs as Defs
      const names = new Map(Object.keys(defs).map((id) => [id, nameFor(id, defs)]))
      for (const [id, name] of names) {
        // The name stands before it already.
        const { id: __, ...component } = defs[id] as Json
        if (!components.has(name)) components.set(name, renamed(component, names))
      }
      return renamed(found, names)
    },
    components: () => Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Every integer of JSON has these, and they hide those that are meant. */
function withoutNumberLimits(schema: { minimum?: number | undefined; maximum?: number | undefined }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
}

type Defs = Readonly<Record<string, unknown>>

/** Metadata of the global registry (descriptions), and names. */
class NamedSchemas extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  readonly #names: ReadonlyMap<unknown, string>

  constructor(names: ReadonlyMap<unknown, string>) {
    super()
    this.#names = names
  }

  override get<S extends z.core.$ZodType>(schema: S): z.core.$replace<z.core.GlobalMeta, S> | undefined {
    const id = this.#names.get(schema)
    const meta = z.globalRegistry.get(schema)
    return id === undefined ? meta : { ...meta, id }
  }
}

const definition = '#/$defs/'

/** A definition with all that it leads to: two of the same text mean the same. */
function wholeText(id: string, defs: Defs): string {
  const reached = new Set([id])
  for (const one of reached)
    for (const [, other] of JSON.stringify(defs[one]).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) reached.add(other!)
  return [...reached].map((one) => `${one === id ? '' : one} ${JSON.stringify(defs[one])}`).join('\n')
}

function renamed(value: Json, names: ReadonlyMap<string, string>): Json
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => renamed(one, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) =>
      key === '$ref' && typeof one === 'string' && one.startsWith(definition)
        ? [key, componentPath + (names.get(one.slice(definition.length)) ?? '')]
        : [key, renamed(one, names)],
    ),
  )
}
