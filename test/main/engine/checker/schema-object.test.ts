import { describe, expect, test } from 'vitest'
import { documentedFields, resolveSchema } from '../../../../src/main/engine/checker/schema-object.ts'

const fieldsOf = (schema: unknown) => [...documentedFields(schema)].sort()
const text = { type: 'string' }

test.each<[string, unknown, string[]]>([
  ['no fields', true, []],
  ['nested ones', { properties: { a: { properties: { b: text } } } }, ['a', 'a.b']],
  ['those of items', { properties: { deals: { items: { properties: { id: text } } } } }, ['deals', 'deals[].id']],
  [
    'those of places in a list',
    { prefixItems: [{ properties: { a: text } }], items: { properties: { b: text } } },
    ['[].a', '[].b'],
  ],
  [
    'all branches',
    { allOf: [{ properties: { a: text } }], oneOf: [{ properties: { b: text } }], else: { properties: { c: text } } },
    ['a', 'b', 'c'],
  ],
  [
    'behind references',
    { properties: { lead: { $ref: '#/$defs/person' } }, $defs: { person: { properties: { name: text } } } },
    ['lead', 'lead.name'],
  ],
  ['a forbidden one too: it is written there', { properties: { a: false } }, ['a']],
  ['not what is only required', { required: ['a'] }, []],
])('%s', (_name, schema, fields) => expect(fieldsOf(schema)).toEqual(fields))

test('a schema that holds itself ends', () => {
  const tree = {
    $defs: { node: { properties: { left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' } } } },
    $ref: '#/$defs/node',
  }
  const fields = documentedFields(tree)
  expect(fields.has('left.right.left')).toBe(true)
  expect(fields.size).toBeLessThan(20_000)
})

describe('references', () => {
  const root = {
    $defs: {
      'a/b': { type: 'string' },
      list: [{ type: 'number' }],
      loop: { $ref: '#/$defs/loop' },
      far: { $ref: '#/$defs/list/0' },
    },
  }

  test.each<[string, unknown, unknown]>([
    ['escapes of pointers and of URLs', { $ref: '#/$defs/a~1b' }, { type: 'string' }],
    ['percent escapes', { $ref: '#/%24defs/a~1b' }, { type: 'string' }],
    ['into lists', { $ref: '#/$defs/list/0' }, { type: 'number' }],
    ['of references', { $ref: '#/$defs/far' }, { type: 'number' }],
    ['to the whole', { $ref: '#' }, root],
  ])('%s', (_name, schema, target) => expect(resolveSchema(schema, root)).toEqual(target))

  test.each(['https://example.com/x.json', '#anchor', '#/$defs/nobody', '#/$defs/__proto__', '#/%E0%A4%A'])(
    '%s is left as it is',
    ($ref) => expect(resolveSchema({ $ref }, root)).toEqual({ $ref }),
  )

  test('a circle ends', () => expect(resolveSchema({ $ref: '#/$defs/loop' }, root)).toEqual({ $ref: '#/$defs/loop' }))
})
