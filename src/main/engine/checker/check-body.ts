import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Conformance, ConformanceReason } from '#shared/model/conformance.ts'
import type { BodyProblem, BodyReading } from '../lib/body-reader.ts'
import { type CompiledSchema, schemaCompiler } from '../lib/json-schema.ts'
import { schemaSources } from '../lib/schema-sources.ts'
import type { SourcedSchema } from './fault-to-issue.ts'
import { findIssues } from './find-issues.ts'
import { documentedFields } from './schema-object.ts'

/** Compiled schemas that are remembered; more only come up where packs are reloaded again and again. */
const cacheLimit = 500

/** The schema to hold a body against. */
export interface SchemaToCheck {
  /** Names this very text: compiled schemas are remembered by it. */
  readonly key: string
  /** Asked for once, before the schema is compiled. May throw. */
  readonly text: () => string
  /** Known to be a valid schema. */
  readonly proved: boolean
  readonly of: NonNullable<Conformance['schema']>
  /** Other revisions that are documented too: one of them is enough. */
  readonly others?: readonly SchemaToCheck[]
}

export type NoSchemaReason = Extract<
  ConformanceReason,
  'provider-not-detected' | 'event-not-detected' | 'event-not-documented' | 'schema-broken' | 'only-a-hint'
>

/** Holds a body against a schema. A reason instead of one: then it is only told whether the body is JSON. */
export type CheckBody = (body: BodyReading, schema: SchemaToCheck | NoSchemaReason) => Conformance

export interface Checker {
  readonly check: CheckBody
  /** The same, but null where the body differs in more than `most` places, because explaining that takes its time. */
  readonly checkQuickly: (body: BodyReading, schema: SchemaToCheck | NoSchemaReason, most: number) => Conformance | null
}

interface KnownSchema extends SourcedSchema {
  readonly compiled: CompiledSchema
  readonly fields: ReadonlySet<string>
  /** One value for all bodies that conform. */
  readonly conforms: Conformance
}

/** Checks in this thread. Schemas are compiled when they are first needed and remembered. */
export function createChecker(): Checker {
  const compile = schemaCompiler()
  const compileProved = schemaCompiler({ proved: true })
  const known = new Map<string, KnownSchema>()

  const schemaFor = ({ key, text, proved, of }: SchemaToCheck): KnownSchema => {
    const entry = known.get(key)
    if (entry !== undefined) return entry
    if (known.size >= cacheLimit) known.clear()
    const root: unknown = parseSchema(text())
    const fields = documentedFields(root)
    const compiled = proved ? compileProved(root) : compile(root)
    const made = { root, sources: schemaSources(root), compiled, fields, conforms: conforming(of, fields.size) }
    known.set(key, made)
    return made
  }

  /** Against one schema: what conforms, or the errors with what they are about. */
  const hold = (body: BodyReading, schema: SchemaToCheck): Conformance | Errors => {
    const found = tryTo(() => schemaFor(schema))
    if (found instanceof Error) return unchecked('no-schema', 'schema-broken', found.message, schema.of)
    const { compiled, conforms } = found
    if (!compiled.ok) return unchecked('no-schema', 'schema-broken', compiled.problem, schema.of)
    const result = holds(compiled.validate, body.value)
    if (result === null) return unchecked('no-schema', 'check-timed-out', 'the payload is nested too deeply', schema.of)
    if (result) return conforms
    const errors = compiled.validate.errors ?? []
    // Else the last payload that differed, with all its errors, would stay in memory.
    compiled.validate.errors = null
    return { errors, known: found }
  }

  /** Of several revisions the one that the payload keeps to, else that with the fewest errors. */
  const holdAgainstAll = (body: BodyReading, schema: SchemaToCheck): Conformance | Errors => {
    let closest = hold(body, schema)
    for (const other of schema.others ?? []) {
      if (!('errors' in closest)) break
      const next = hold(body, other)
      if (!('errors' in next) || next.errors.length < closest.errors.length) closest = next
    }
    return closest
  }

  const checkQuickly: Checker['checkQuickly'] = (body, schema, most) => {
    if (body.problem !== null) return unreadable(body.problem, typeof schema === 'string' ? null : schema.of)
    if (typeof schema === 'string') return withoutSchema(body.as, schema)
    const closest = holdAgainstAll(body, schema)
    if (!('errors' in closest)) return closest
    return closest.errors.length > most ? null : explained(body, closest)
  }

  return { checkQuickly, check: (body, schema) => checkQuickly(body, schema, Infinity)! }
}

interface Errors {
  readonly errors: readonly ErrorObject[]
  readonly known: KnownSchema
}

/** What the errors come to: differences, or only notes, with which the payload still conforms. */
function explained(body: BodyReading, { errors, known }: Errors): Conformance {
  const { issues, count, notes } = findIssues(body, errors, known, known.fields)
  const noted = notes.length === 0 ? {} : { notes: [...notes] }
  if (count === 0) return { ...known.conforms, ...noted }
  return {
    ...known.conforms,
    state: 'differs',
    reason: 'issues-found',
    issues: [...issues],
    issueCount: count,
    ...noted,
  }
}

function unreadable({ reason, detail }: BodyProblem, of: Conformance['schema']): Conformance {
  if (reason === 'body-empty') return unchecked('no-body', reason, detail, of)
  // Where neither a schema nor the sender says that it is JSON, nothing is wrong with its being something else.
  const promised = of !== null || reason !== 'not-json-media-type'
  return unchecked(promised ? 'not-json' : 'no-schema', reason, detail, of)
}

function tryTo<T>(run: () => T): T | Error {
  try {
    return run()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function conforming(of: SchemaToCheck['of'], documentedFields: number): Conformance {
  const issues: Conformance['issues'] = []
  return Object.freeze({
    state: 'conforms',
    reason: 'matches-schema',
    schema: of,
    issues,
    issueCount: 0,
    documentedFields,
    detail: null,
  })
}

/** The result where no payload was held against a schema. */
export function unchecked(
  state: Exclude<Conformance['state'], 'conforms' | 'differs'>,
  reason: ConformanceReason,
  detail: string | null = null,
  schema: Conformance['schema'] = null,
): Conformance {
  return { state, reason, schema, issues: [], issueCount: 0, documentedFields: 0, detail }
}

/** Of nobody's form it is told what it is; a known provider's is only undocumented. */
function withoutSchema(as: BodyReading['as'], reason: NoSchemaReason): Conformance {
  if (as === 'json' || reason !== 'provider-not-detected') return unchecked('no-schema', reason)
  return unchecked('no-schema', 'not-json-media-type', as === 'form' ? 'a form' : 'a JWT')
}

/** Null where a recursive schema and a payload that is nested some thousand levels deep exhaust the stack. */
function holds(validate: ValidateFunction, value: unknown): boolean | null {
  try {
    return validate(value) as boolean
  } catch (overflow) {
    if (overflow instanceof RangeError) return null
    throw overflow
  }
}

function parseSchema(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not a schema either: the compiler says so.
    return text
  }
}
