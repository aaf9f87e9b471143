import { expect, it } from 'vitest'
import { typescriptType } from '../../../../../src/main/engine/export/types/typescript-type.ts'

it.each<[name: string, schema: Record<string, unknown>, type: string]>([
  ['nothing', {}, 'unknown'],
  ['several types', { type: ['string', 'null'] }, 'string | null'],
  ['integers', { type: ['integer', 'number'] }, 'number'],
  ['values', { enum: ['in', "it's", 3, null] }, "'in' | 'it\\'s' | 3 | null"],
  ['one value', { type: 'string', const: 'call.ended' }, "'call.ended'"],
  ['a list', { type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
  ['a list of anything', { type: 'array' }, 'unknown[]'],
  ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }], items: false }, '[string?]'],
  ['any object', { type: 'object' }, 'Record<string, unknown>'],
  ['a map', { type: 'object', additionalProperties: { type: 'number' } }, 'Record<string, number>'],
  ['no member', { type: 'object', additionalProperties: false }, 'Record<string, never>'],
  ['a choice', { oneOf: [{ type: 'string' }, { type: 'number' }] }, 'string | number'],
  ['a choice that may be anything', { anyOf: [{ required: ['a'] }, { type: 'number' }] }, 'unknown'],
  ['a reference', { $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'boolean' } } }, 'boolean'],
  ['a reference with an encoded name', { $ref: '#/$defs/a%20b', $defs: { 'a b': { type: 'null' } } }, 'null'],
  ['a reference into a list', { $ref: '#/$defs/0', $defs: [{ type: 'string' }] }, 'string'],
  ['a reference to an anchor', { type: 'object', $ref: '#other' }, 'Record<string, unknown>'],
  ['a circle', { $ref: '#' }, 'unknown'],
  ['a reference elsewhere', { $ref: 'https://example.com/x' }, 'unknown'],
])('writes %s', (_, schema, type) => {
  expect(typescriptType(schema)).toBe(type)
})

it('writes members with what is said of them', () => {
  const schema = {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string', description: 'Of the call. */ evil()' },
      "it's": { type: 'object', properties: { 'a-b': {} } },
    },
  }
  expect(typescriptType(schema)).toBe(`{
  /** Of the call. * / evil() */
  id: string
  'it\\'s'?: {
    'a-b'?: unknown
  }
}`)
})

it.each([
  ['anyOf', /^unknown$/],
  ['allOf', /^string & \(string & [^\n]*number/],
])('ends in unknown where references of %s fan out without end', (keyword, type) => {
  const levels = 40
  const defs = Array.from({ length: levels }, (_, at) => {
    const next = { $ref: `#/$defs/a${at + 1}` }
    return [`a${at}`, { [keyword]: [{ type: 'string' }, next, next] }]
  })
  const schema = { $ref: '#/$defs/a0', $defs: { ...Object.fromEntries(defs), [`a${levels}`]: { type: 'number' } } }
  expect(typescriptType(schema)).toMatch(type)
})

it('ends in unknown where a recursive schema does not end', () => {
  const tree = { type: 'object', properties: { child: { $ref: '#' } } }
  expect(typescriptType(tree)).toBe('{\n  child?: {\n    child?: unknown\n  }\n}')
})
