import { type JsonSchema, jsonSchemaToZod } from 'json-schema-to-zod'
import type { EventSchema, ExportFormat } from '../export-format.ts'
import { commentLine } from '../test-code/quote.ts'
import { docComment, type EventTypeModel, typesFile } from '../types/event-type.ts'
import { mapSubschemas } from '../types/subschemas.ts'

const zod: ExportFormat = {
  id: 'zod',
  name: 'zod schema',
  description: 'The event’s payload as a schema of zod 4, from the documented schema or else from the payloads.',
  extension: 'ts',
  copyable: true,
  kind: 'types',
  assertsAnswer: false,
  render: (items, generator) =>
    typesFile(items, generator, '.zod.ts', (types) => [
      `// Made by ${commentLine(generator)}. For zod 4; formats such as date-time are not checked.\nimport { z } from 'zod'\n`,
      ...types.map(declared),
    ]),
}

function declared(type: EventTypeModel): string {
  const { name, schema } = type
  const code = jsonSchemaToZod(checkable(schema) as JsonSchema, { withoutDefaults: true, withoutDescribes: true })
  return `\n${docComment(type)}\nexport const ${name} = ${inLines(visible(code))}\nexport type ${name} = z.infer<typeof ${name}>\n`
}

const unchecked = new Set(['format', 'errorMessage', 'contentMediaType', 'contentEncoding', 'contentSchema'])

/**
 * What zod checks as JSON Schema does. Its formats have rules of their own, its integers end where JavaScript's
 * are no longer exact, and a member called `__proto__` cannot stand in an object literal.
 */
function checkable(schema: EventSchema): EventSchema {
  const { type, properties, ...rest } = mapSubschemas(schema, checkable)
  const loose = (name: unknown) => (name === 'integer' ? 'number' : name)
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([keyword]) => !unchecked.has(keyword))),
    ...(type !== undefined && { type: Array.isArray(type) ? type.map(loose) : loose(type) }),
    ...(properties !== undefined && { properties: withoutProto(properties) }),
  }
}

const withoutProto = (properties: unknown): unknown =>
  typeof properties === 'object' && properties !== null
    ? Object.fromEntries(Object.entries(properties).filter(([name]) => name !== '__proto__'))
    : properties

/** What is not seen, or turns the text around, stands in strings only: as escapes. */
const visible = (code: string): string =>
  code.replaceAll(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
    }).join(''),
  )

/** Members on lines of their own. What is not made of plain objects (`oneOf`, patterns of names) stays as it is. */
function inLines(code: string): string {
  if (/superRefine|`/.test(code)) return code
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  return code.replaceAll(/"([a-z_$][\w$]*)": |"(?:[^"\\]|\\.)*"|\{ |, (?=")| \}/gi, (token: string, key?: string) => {
    if (key !== undefined) return `${key}: `
    if (token === '{ ') depth += 1
    if (token === ' }') depth -= 1
    if (token.startsWith('"')) return token
    return token === ' }' ? `,${line()}}` : `${token.trim()}${line()}`
  })
}

export default zod
