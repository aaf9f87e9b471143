import type { ValidateFunction } from 'ajv'
import type { Conformance } from '#shared/model/conformance.ts'
import { type CompiledSchema, schemaCompiler } from '../lib/json-schema.ts'
import { mediaTypeOf } from '../lib/media-type.ts'
import type { NoSchemaReason, SchemaToCheck } from './checker.ts'
import { documentedFields } from './documented-fields.ts'
import { findIssues } from './find-issues.ts'
import { readBody } from './read-body.ts'
import { unchecked } from './unchecked.ts'

/** Compiled schemas that are kept; more only come up where packs are reloaded again and again. */
const cacheLimit = 500

interface KnownSchema {
  readonly root: unknown
  readonly compiled: CompiledSchema
  readonly fields: ReadonlySet<string>
}

export interface BodyToCheck {
  readonly bytes: Uint8Array
  readonly contentType: string | null
  readonly contentEncoding: string | null
  readonly schema: SchemaToCheck | NoSchemaReason
}

/** A function that checks one body at a time and remembers the schemas that it compiled. */
export function bodyCheck(): (body: BodyToCheck) => Conformance {
  const compile = schemaCompiler()
  const known = new Map<string, KnownSchema>()

  const schemaFor = ({ key, text }: SchemaToCheck): KnownSchema => {
    const kept = known.get(key)
    if (kept !== undefined) return kept
    if (known.size >= cacheLimit) known.clear()
    const root: unknown = parseSchema(text)
    const entry = { root, compiled: compile(root), fields: documentedFields(root) }
    known.set(key, entry)
    return entry
  }

  return ({ bytes, contentType, contentEncoding, schema }) => {
    const mediaType = contentType === null ? null : mediaTypeOf([['Content-Type', contentType]])
    const reading = readBody(bytes, mediaType, contentEncoding)
    const of = typeof schema === 'string' ? null : schema.of
    if (!reading.ok) return unchecked('not-json', reading.reason, reading.detail, of)
    if (typeof schema === 'string') return withoutSchema(reading.as, schema)

    const { root, compiled, fields } = schemaFor(schema)
    if (!compiled.ok) return unchecked('no-schema', 'schema-broken', compiled.problem, of)
    const conforms = holds(compiled.validate, reading.value)
    if (conforms === null) return unchecked('no-schema', 'check-timed-out', 'the payload is nested too deeply', of)
    const found = conforms
      ? { issues: [], count: 0 }
      : findIssues(reading, compiled.validate.errors ?? [], root, fields)
    return {
      state: conforms ? 'conforms' : 'differs',
      reason: conforms ? 'matches-schema' : 'issues-found',
      schema: of,
      issues: [...found.issues],
      issueCount: found.count,
      documentedFields: fields.size,
      detail: null,
    }
  }
}

/** Nobody's form is plainly not JSON; a known provider's is only undocumented. */
function withoutSchema(as: 'json' | 'form' | 'jwt', reason: NoSchemaReason): Conformance {
  if (as === 'json' || reason !== 'provider-not-detected') return unchecked('no-schema', reason)
  return unchecked('not-json', 'not-json-media-type', as === 'form' ? 'a form' : 'a JWT')
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
