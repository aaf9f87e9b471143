import { expect, it } from 'vitest'
import { schemaCompiler } from '../../../../src/main/engine/lib/json-schema.ts'

const problemOf = (schema: unknown) => {
  const compiled = schemaCompiler()(schema)
  return compiled.ok ? null : compiled.problem
}

it('asserts formats', () => {
  const compiled = schemaCompiler()({ type: 'string', format: 'date-time' })
  expect(compiled.ok && compiled.validate('2026-06-04T05:49:10.221000+00:00')).toBe(true)
  expect(compiled.ok && compiled.validate('04.06.2026')).toBe(false)
})

it('sees only own members', () => {
  const compiled = schemaCompiler()({ type: 'object', required: ['toString'] })
  expect(compiled.ok && compiled.validate({})).toBe(false)
})

it('takes a changed schema under the same $id', () => {
  const compile = schemaCompiler()
  expect(compile({ $id: 'https://example.com/x', type: 'string' }).ok).toBe(true)
  const second = compile({ $id: 'https://example.com/x', type: 'number' })
  expect(second.ok && second.validate(1)).toBe(true)
})

it('can compile a schema again that was broken before', () => {
  const compile = schemaCompiler()
  expect(compile({ $id: 'https://example.com/y', $ref: '#/$defs/none' }).ok).toBe(false)
  expect(compile({ $id: 'https://example.com/y', type: 'string' }).ok).toBe(true)
})

it.each([
  [{ type: 'text' }, /#\/type must be equal to one of the allowed values/],
  [{ $ref: '#/$defs/none' }, /can't resolve reference #\/\$defs\/none/],
  [{ pattern: '(' }, /Invalid regular expression/],
  [{ $schema: 'http://json-schema.org/draft-07/schema#' }, /draft-07/],
  [{ $id: 5 }, /id/],
  [[], /must be an object or a boolean/],
  ['{', /must be an object or a boolean/],
])('says what is wrong with %j', (schema, problem) => {
  expect(problemOf(schema)).toMatch(problem)
})

it('compiles schemas that are proved, as they are', () => {
  const compile = schemaCompiler({ proved: true })
  const compiled = compile({ type: 'string', format: 'date' })
  expect(compiled.ok && [compiled.validate('2026-01-02'), compiled.validate('x')]).toEqual([true, false])
  expect(compile(true).ok).toBe(true)
})
