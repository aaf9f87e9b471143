import type { ExportFormat } from '../export-format.ts'
import { jsonPieces } from '../pieces.ts'
import { eventTypes } from '../types/event-type.ts'

const jsonSchema: ExportFormat = {
  id: 'json-schema',
  name: 'JSON Schema',
  description: 'The event’s payload as JSON Schema 2020-12, from the documented schema or else from the payloads.',
  extension: 'json',
  copyable: true,
  kind: 'types',
  assertsAnswer: false,
  render: (items, generator) =>
    eventTypes(items).map(({ fileName, notes, schema }) => {
      const { $schema = 'https://json-schema.org/draft/2020-12/schema', $comment, ...rest } = schema
      const comments = [...notes, `Made by ${generator}.`, ...(typeof $comment === 'string' ? [$comment] : [])]
      return {
        name: `${fileName}.schema.json`,
        mediaType: 'application/schema+json',
        content: jsonPieces({ $schema, $comment: comments.join(' '), ...rest }),
      }
    }),
}

export default jsonSchema
