import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { sourceProblem } from './schema-sources.ts'

export type CompiledSchema =
  | { readonly ok: true; readonly validate: ValidateFunction }
  /** One sentence: what is wrong with the schema, and where in it. */
  | { readonly ok: false; readonly problem: string }

/**
 * A time in any form of ISO 8601 that is in use: basic or extended, with or without seconds, fraction and offset. `date-time`
 * is RFC 3339, which demands an offset.
 */
const isoTime =
  /^\d{4}(-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))([Tt ]([01]\d|2[0-4])(:?[0-5]\d(:?([0-5]\d|60))?)?([.,]\d{1,12})?([Zz]|[+-]\d\d(:?\d\d)?)?)?$/

/**
 * Compiles schemas of JSON Schema 2020-12. Formats are asserted; all errors are reported, with the values they are about.
 * `proved`: the schemas are known to be valid; checking that takes most of the time of the first one.
 */
export function schemaCompiler({ proved = false } = {}): (schema: unknown) => CompiledSchema {
  let made: Ajv2020 | null = null
  return (schema) => {
    if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema))) {
      return { ok: false, problem: 'a schema must be an object or a boolean' }
    }
    const problem = proved ? null : sourceProblem(schema)
    if (problem !== null) return { ok: false, problem }
    made ??= createAjv(proved)
    try {
      return { ok: true, validate: made.compile(schema as AnySchema) }
    } catch (fault) {
      const problem = fault instanceof Error ? fault.message : String(fault)
      return { ok: false, problem: problem.replaceAll('data/', '#/') }
    } finally {
      // Else a second schema with the same $id (a reloaded pack) would be refused, and each one be remembered for ever. One
      // whose $id is no string is never remembered.
      if (typeof schema === 'object' && (!('$id' in schema) || typeof schema.$id === 'string'))
        made.removeSchema(schema)
    }
  }
}

function createAjv(proved: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    verbose: true,
    ownProperties: true,
    logger: false,
    validateSchema: !proved,
  })
  addFormats.default(ajv)
  ajv.addFormat('iso-8601-time', isoTime)
  return ajv
}
