import { expect, it } from 'vitest'
import { eventSchema } from '../../../../../src/main/engine/export/types/event-schema.ts'

it('leaves out what only packs know, and nothing that is called the same', () => {
  const schema = eventSchema([
    {
      from: 'prose',
      type: 'object',
      properties: {
        from: { type: 'string', format: 'iso-8601-time', from: 'example' },
        format: { type: 'string', format: 'date-time' },
      },
    },
  ])
  expect(schema).toEqual({
    type: 'object',
    properties: { from: { type: 'string' }, format: { type: 'string', format: 'date-time' } },
  })
})

it('is any of several revisions, whose references still lead into themselves', () => {
  const revision = { $schema: 'x', $defs: { id: { type: 'string' } }, properties: { id: { $ref: '#/$defs/id' } } }
  expect(eventSchema([{ type: 'object' }, revision])).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    anyOf: [
      { type: 'object' },
      { $defs: { id: { type: 'string' } }, properties: { id: { $ref: '#/anyOf/1/$defs/id' } } },
    ],
  })
})

it('is null where there is no schema', () => {
  expect(eventSchema([])).toBeNull()
  expect(eventSchema([true])).toBeNull()
})
