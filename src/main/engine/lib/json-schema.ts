import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export type CompiledSchema =
  | { readonly ok: true; readonly validate: ValidateFunction }
  /** One sentence: what is wrong with the schema, and where in it. */
  | { readonly ok: false; readonly problem: string }

/** Compiles schemas of JSON Schema 2020-12. Formats are asserted; all errors are reported, with the values they are about. */
export function schemaCompiler(): (schema: unknown) => CompiledSchema {
  const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true, ownProperties: true, logger: false })
  addFormats.default(ajv)
  return (schema) => {
    if (typeof schema !== 'boolean' && (typeof schema !== 'object' || schema === null || Array.isArray(schema))) {
      return { ok: false, problem: 'a schema must be an object or a boolean' }
    }
    try {
      return { ok: true, validate: ajv.compile(schema as AnySchema) }
    } catch (fault) {
      const problem = fault instanceof Error ? fault.message : String(fault)
      return { ok: false, problem: problem.replaceAll('data/', '#/') }
    } finally {
      // Else a second schema with the same $id (a reloaded pack) would be refused. One that is no string is never kept.
      if (typeof schema === 'object' && '$id' in schema && typeof schema.$id === 'string') ajv.removeSchema(schema.$id)
    }
  }
}
