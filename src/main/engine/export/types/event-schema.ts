import type { EventSchema } from '../export-format.ts'
import { isObject, mapSubschemas } from './subschemas.ts'

/** Formats of JSON Schema that validators know; a pack's own ones mean nothing outside. */
const formats = new Set([
  ...['date-time', 'date', 'time', 'duration', 'email', 'idn-email', 'hostname', 'idn-hostname', 'ipv4', 'ipv6'],
  ...[
    'uri',
    'uri-reference',
    'iri',
    'iri-reference',
    'uuid',
    'uri-template',
    'json-pointer',
    'relative-json-pointer',
    'regex',
  ],
])

/**
 * A pack's schema for use outside: without the keyword `from` and without formats of our own. Several are documented
 * revisions of which a payload fits any. Each is parsed JSON; null where none is a schema.
 */
export function eventSchema(revisions: readonly unknown[]): EventSchema | null {
  const schemas = revisions.filter(isObject)
  const [only, ...others] = schemas
  if (only === undefined) return null
  if (others.length === 0) return standard(only, '#')
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    anyOf: schemas.map(({ $schema: _, ...schema }, at) => standard(schema, `#/anyOf/${at}`)),
  }
}

/** `root`: where the schema stands, for its references to itself. */
function standard(schema: EventSchema, root: string): EventSchema {
  const { from: _, format, $ref: ref, ...rest } = mapSubschemas(schema, (inside) => standard(inside, root))
  return {
    ...rest,
    ...(typeof ref === 'string' && { $ref: ref.replace(/^#/, root) }),
    ...(typeof format === 'string' && formats.has(format) && { format }),
  }
}
