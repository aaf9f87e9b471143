import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { collapseErrors } from '../../../../src/main/engine/checker/collapse-errors.ts'
import { faultToIssue, isNote } from '../../../../src/main/engine/checker/fault-to-issue.ts'
import { schemaSources } from '../../../../src/main/engine/lib/schema-sources.ts'

/** Faults as the checker's validator gives them. */
function faultsOf(schema: object, value: unknown) {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, validateFormats: false, keywords: ['from'] })
  const validate = ajv.compile(schema)
  validate(value)
  return collapseErrors(validate.errors ?? [], schema)
}
const issuesOf = (schema: object, value: unknown) =>
  faultsOf(schema, value).map((fault) => {
    const issue = faultToIssue(fault, { root: schema, sources: schemaSources(schema) })
    return { ...issue, words: issue.say(JSON.stringify(issue.value) ?? 'nothing') }
  })
const words = (schema: object, value: unknown) => issuesOf(schema, value).map((issue) => issue.words)
const kinds = (schema: object, value: unknown) =>
  issuesOf(schema, value).map(({ kind, pointer }) => `${kind} ${pointer}`)

describe('one fault is told once', () => {
  const shape = (type: string, field: string, of: string) => ({
    type: 'object',
    required: ['type', field],
    properties: { type: { const: type }, [field]: { type: of } },
  })
  const union = { anyOf: [shape('call', 'duration', 'number'), shape('sms', 'text', 'string')] }

  test('of several shapes, that of the one which is meant by its fixed value', () => {
    expect(kinds(union, { type: 'call', duration: '5' })).toEqual(['type /duration'])
    expect(kinds(union, { type: 'sms' })).toEqual(['missing /text'])
  })

  test('where none is meant, the choice itself', () => {
    expect(faultsOf(union, { type: 'fax' })).toHaveLength(1)
    expect(faultsOf(union, { type: 'fax' })[0]).toMatchObject({ keyword: 'anyOf' })
  })

  test('where no shape has the type of the value, that is what is wrong', () => {
    const [fault] = faultsOf(union, 'hello')
    expect(fault).toMatchObject({ keyword: 'anyOf', union: true })
    expect(words({ anyOf: [{ type: 'string' }, { type: 'null' }] }, 5)).toEqual([
      'the payload is 5; the schema has string or null',
    ])
  })

  test('the one shape that fits by its type is meant', () => {
    const schema = {
      oneOf: [{ type: 'null' }, { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }],
    }
    expect(kinds(schema, { id: 5 })).toEqual(['type /id'])
    expect(kinds(schema, {})).toEqual(['missing /id'])
  })

  test('behind a reference it is told as well', () => {
    const schema = {
      properties: { who: { anyOf: [{ $ref: '#/$defs/person' }, { type: 'null' }] } },
      $defs: { person: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
    }
    expect(kinds(schema, { who: {} })).toEqual(['missing /who/name'])
    expect(kinds(schema, { who: { name: 1 } })).toEqual(['type /who/name'])
  })

  test('within another choice', () => {
    const inner = { anyOf: [{ type: 'string' }, { type: 'number' }] }
    const schema = { anyOf: [{ type: 'object', properties: { a: inner } }, { type: 'null' }] }
    expect(kinds(schema, { a: true })).toEqual(['type /a'])
  })

  test('`if` and names of properties repeat what others say', () => {
    const rule = JSON.parse('{ "if": { "required": ["a"] }, "then": { "required": ["b"] } }') as object
    const schema = { ...rule, propertyNames: { maxLength: 3 } }
    expect(faultsOf(schema, { a: 1 }).map(({ keyword }) => keyword)).toEqual(['required'])
    expect(faultsOf(schema, { b: 1, toolong: 2 }).map(({ keyword }) => keyword)).toEqual(['propertyNames'])
  })

  test('two that fit where one may is one fault', () => {
    const schema = { oneOf: [{ type: 'number' }, { minimum: 3 }] }
    expect(faultsOf(schema, 5)).toHaveLength(1)
  })
})

describe('each in one sentence', () => {
  const schema = {
    type: 'object',
    required: ['id', 'when'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', minLength: 3, maxLength: 5 },
      when: { type: ['string', 'null'] },
      count: { type: 'integer', minimum: 1, maximum: 10 },
      state: { enum: ['open', 'closed'] },
      kind: { const: 'call' },
      code: { type: 'string', pattern: '^[A-Z]+$' },
      list: {
        type: 'array',
        minItems: 1,
        maxItems: 2,
        items: { type: 'object', properties: { n: { type: 'number' } } },
      },
      never: false,
    },
  }
  const good = { id: 'abc', when: null }
  test.each<[object, string[]]>([
    [{ id: 'abc' }, ['when is missing; the schema has string or null']],
    [{ when: 'x' }, ['id is missing; the schema has a string']],
    [{ ...good, other: 1 }, ['other is not in the schema']],
    [{ ...good, id: 5 }, ['id is 5; the schema has a string']],
    [{ ...good, id: null }, ['id is null, which the schema does not allow here; it has a string']],
    [{ ...good, id: 'ab' }, ['id is "ab"; the schema has at least 3 characters']],
    [{ ...good, id: 'abcdef' }, ['id is "abcdef"; the schema has at most 5 characters']],
    [{ ...good, state: 'gone' }, ['state is "gone", outside open, closed']],
    [{ ...good, kind: 'sms' }, ['kind is "sms"; the schema has "call"']],
    [{ ...good, code: 'a1' }, ['code is "a1"; the schema has a string that matches ^[A-Z]+$']],
    [{ ...good, list: [] }, ['list is []; the schema has at least 1 item']],
    [{ ...good, list: [{}, { n: '1' }] }, ['list[1].n is "1"; the schema has a number']],
    [good, []],
  ])('%j', (value, expected) => expect(words(schema, value)).toEqual(expected))

  test('numbers outside of their bounds name the bound', () => {
    expect(words(schema, { ...good, count: 0 })[0]).toMatch(/^count is 0; the schema has .*1/)
    expect(words(schema, { ...good, count: 11 })[0]).toMatch(/^count is 11; the schema has .*10/)
  })

  test('what may never be there is not in the schema', () => {
    expect(kinds(schema, { ...good, never: 1 })).toEqual(['extra /never'])
  })

  test('a very long path shows its end', () => {
    const deep = Array.from({ length: 60 }, () => 'inside').reduce<object>(
      (inner, name) => ({ properties: { [name]: inner } }),
      { type: 'string' },
    )
    const value = Array.from({ length: 60 }, () => 'inside').reduce<unknown>((inner, name) => ({ [name]: inner }), 5)
    const [sentence = ''] = words(deep, value)
    expect(sentence).toMatch(/^….*inside is 5;/)
    expect(sentence.length).toBeLessThan(170)
  })
})

describe('what the source of a schema does not bind the sender to is a note', () => {
  const noteOf = (from: string, property: object, value: unknown) => {
    const schema = { type: 'object', from, required: ['a'], additionalProperties: false, properties: { a: property } }
    return faultsOf(schema, value).map((fault) => isNote(fault, { root: schema, sources: schemaSources(schema) }))
  }

  test.each([
    ['table', [false], [false], [false], [false]],
    ['prose', [false], [true], [true], [false]],
    ['example', [true], [true], [true], [false]],
  ])('%s: missing, null, extra, another type', (from, missing, empty, extra, type) => {
    expect(noteOf(from, { type: 'string' }, {})).toEqual(missing)
    expect(noteOf(from, { type: 'string' }, { a: null })).toEqual(empty)
    expect(noteOf(from, { type: 'string' }, { a: 'x', b: 1 })).toEqual(extra)
    expect(noteOf(from, { type: 'string' }, { a: 5 })).toEqual(type)
  })

  test('an integer in an example may be a fraction another time', () => {
    expect(noteOf('example', { type: 'integer' }, { a: 1.5 })).toEqual([true])
    expect(noteOf('table', { type: 'integer' }, { a: 1.5 })).toEqual([false])
  })

  test('the sentence says where it is from', () => {
    const schema = (from: string) => ({ from, properties: { a: { type: 'string' } } })
    expect(words(schema('example'), { a: 5 })).toEqual(['a is 5; the example has a string'])
    expect(words(schema('prose'), { a: null })).toEqual(['a is null; the documentation has a string'])
  })
})
