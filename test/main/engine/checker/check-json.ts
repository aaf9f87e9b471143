import type { Conformance } from '#shared/model/conformance.ts'
import {
  createChecker,
  type NoSchemaReason,
  type SchemaToCheck,
} from '../../../../src/main/engine/checker/check-body.ts'
import { type BodyReading, readBody, unhurriedLimits } from '../../../../src/main/engine/lib/body-reader.ts'

export function schemaOf(schema: unknown): SchemaToCheck {
  const text = JSON.stringify(schema)
  const of = { provider: 'test', event: 'test', documented: 'fields' } as const
  return { key: text, text: () => text, proved: false, of }
}

/** A body as the judging process reads it, with headers by their lower-case names. */
export function readingOf(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): BodyReading {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return readBody(bytes, (name) => headers[name], unhurriedLimits)
}

/** Holds a body against a schema. */
export function checkBody(
  body: string | Uint8Array,
  contentType: string | null,
  schema: SchemaToCheck | NoSchemaReason,
  coding: string | null = null,
): Conformance {
  const headers = {
    ...(contentType !== null && { 'content-type': contentType }),
    ...(coding !== null && { 'content-encoding': coding }),
  }
  return createChecker().check(readingOf(body, headers), schema)
}

export function checkJson(schema: unknown, text: string): Conformance {
  return checkBody(text, 'application/json', schemaOf(schema))
}
