import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export type CompiledSchema =
  | { readonly ok: true; readonly validate: ValidateFunction }
  /** One sentence: what is wrong with the schema, and where in it. */
  | { readonly ok: false; readonly problem: string }

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
  return ajv
}
