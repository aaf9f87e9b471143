import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inferSchema } from '../../../../../src/main/engine/export/types/infer-schema.ts'
import { holdsFor } from '../../../../support/property.ts'

it('takes samples together: members that all have are required, types are added up', () => {
  const schema = inferSchema([
    { id: 'a', n: 1, tags: ['x'], who: { name: 'Zoë' } },
    { id: 'b', n: 1.5, tags: [], who: null, extra: true },
  ])
  expect(schema).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      id: { type: 'string' },
      n: { type: 'number' },
      tags: { type: 'array', items: { type: 'string' } },
      who: { type: ['object', 'null'], properties: { name: { type: 'string' } }, required: ['name'] },
      extra: { type: 'boolean' },
    },
    required: ['id', 'n', 'tags', 'who'],
  })
})

it('does not call a number an integer that JavaScript cannot count exactly', () => {
  expect(inferSchema([[2 ** 60]])).toMatchObject({ items: { type: 'number' } })
})

it('every sample fits what was inferred from all of them', () => {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, ownProperties: true })
  const fits = (samples: readonly unknown[]) => {
    const validate = ajv.compile(inferSchema(samples))
    for (const sample of samples) expect(validate(sample), JSON.stringify(sample)).toBe(true)
  }
  const samples = fc.array(fc.jsonValue({ maxDepth: 4 }), { minLength: 1, maxLength: 4 })
  holdsFor(samples, fits, [[{ valueOf: 0 }, {}, '']])
})
