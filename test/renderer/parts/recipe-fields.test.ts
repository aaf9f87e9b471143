import { describe, expect, test } from 'vitest'
import {
  changedParams,
  fieldText,
  fieldValue,
  paramProblem,
  recipeFields,
} from '../../../src/renderer/src/parts/recipe-fields.ts'

const params = {
  type: 'object',
  properties: {
    algorithm: { type: 'string', enum: ['sha256', 'sha1'], description: 'Digest' },
    timestampHeader: { type: 'string' },
    toleranceSeconds: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    count: { type: 'integer' },
    strict: { type: 'boolean' },
    parts: { type: 'array' },
  },
}
const fields = recipeFields({ params })
const field = (name: string) => fields.find((item) => item.name === name)!

test('each kind of parameter has its control', () => {
  expect(fields.map(({ label, control }) => [label, control.kind])).toEqual([
    ['Algorithm', 'choice'],
    ['Timestamp header', 'text'],
    ['Tolerance seconds', 'number'],
    ['Count', 'number'],
    ['Strict', 'switch'],
    ['Parts', 'json'],
  ])
  expect(field('algorithm')).toMatchObject({ hint: 'Digest', control: { options: ['sha256', 'sha1'] } })
})

describe('values', () => {
  test.each([
    ['timestampHeader', ' X-T ', { value: ' X-T ' }],
    ['toleranceSeconds', '', { value: null }],
    ['toleranceSeconds', '300', { value: 300 }],
    ['toleranceSeconds', 'soon', { problem: 'must be a number' }],
    ['count', '', { problem: 'enter a number' }],
    ['strict', 'true', { value: true }],
    ['parts', '["a"]', { value: ['a'] }],
    ['parts', '[a', { problem: 'must be JSON' }],
  ])('%s: %j', (name, text, expected) => expect(fieldValue(field(name), text)).toEqual(expected))

  test('text of a value and back is the value', () => {
    expect(fieldText(field('toleranceSeconds'), null)).toBe('')
    expect(fieldText(field('parts'), ['a'])).toBe('["a"]')
    expect(fieldText(field('count'), 3)).toBe('3')
  })
})

test('a recipe keeps only what differs from the defaults', () => {
  expect(changedParams({ a: 1, b: [1], c: 'x' }, { a: 1, b: [1], c: 'y' })).toEqual({ c: 'x' })
})

test('a schema without properties has no fields', () => expect(recipeFields({ params: {} })).toEqual([]))

test('a fault is told at its own field', () => {
  const issues = [
    { path: ['recipe'], message: '/params/format: must contain {signature}' },
    { path: ['recipe', 'params', 'header'], message: 'is needed' },
  ]
  expect(paramProblem(issues, 'format')).toBe('must contain {signature}')
  expect(paramProblem(issues, 'header')).toBe('is needed')
  expect(paramProblem(issues, 'form')).toBeNull()
})
