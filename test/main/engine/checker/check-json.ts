import type { Conformance } from '#shared/model/conformance.ts'
import { bodyCheck } from '../../../../src/main/engine/checker/check-body.ts'
import type { SchemaToCheck } from '../../../../src/main/engine/checker/checker.ts'

export function schemaOf(schema: unknown): SchemaToCheck {
  const text = JSON.stringify(schema)
  return { key: text, text, of: { provider: 'test', event: 'test', documented: 'fields' } }
}

/** Checks a JSON text in this thread, as the worker does in its own. */
export function checkJson(schema: unknown, text: string): Conformance {
  const bytes = new TextEncoder().encode(text)
  return bodyCheck()({ bytes, contentType: 'application/json', contentEncoding: null, schema: schemaOf(schema) })
}
