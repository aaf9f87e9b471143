import { describe, expect, it } from 'vitest'
import { checkJson } from './check-json.ts'

const field = (schema: unknown) => ({ type: 'object', properties: { a: schema } })
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })

/** kind, pointer, expected, got of each issue. */
function brief(schema: unknown, text: string): (readonly string[])[] {
  return checkJson(schema, text).issues.map(({ kind, pointer, expected, got }) => [kind, pointer, expected, got])
}

describe('one issue per fault', () => {
  it.each([
    [
      'a missing field',
      object({ a: { type: ['string', 'null'] } }, { required: ['a'] }),
      '{}',
      ['missing', '/a', 'string or null', 'nothing'],
    ],
    ['a missing field of unknown shape', { required: ['a'] }, '{}', ['missing', '/a', 'any value', 'nothing']],
    [
      'a field that another one asks for',
      { dependentRequired: { a: ['b'] } },
      '{"a":1}',
      ['missing', '/b', 'any value', 'nothing'],
    ],
    [
      'an extra field',
      { additionalProperties: false },
      '{"a":"x"}',
      ['extra', '/a', 'no such field', 'the string "x"'],
    ],
    ['a forbidden field', field(false), '{"a":1}', ['extra', '/a', 'boolean schema is false', 'the number 1']],
    [
      'a name that is not allowed',
      { propertyNames: { pattern: '^x' } },
      '{"a":[]}',
      ['extra', '/a', 'no such field', 'an array of no items'],
    ],
    ['a wrong type', field({ type: 'number' }), '{"a":"5.5"}', ['type', '/a', 'number', 'the string "5.5"']],
    ['a number as it was sent', field({ type: 'string' }), '{"a":12.50}', ['type', '/a', 'string', 'the number 12.50']],
    [
      'a number that is no integer',
      field({ type: 'integer' }),
      '{"a":1.5}',
      ['type', '/a', 'integer', 'the number 1.5'],
    ],
    ['null', field({ type: 'string' }), '{"a":null}', ['null', '/a', 'string', 'null']],
    [
      'null where a list of values is asked for',
      field({ type: 'string', enum: ['x', 'y'] }),
      '{"a":null}',
      ['null', '/a', 'one of x, y', 'null'],
    ],
    [
      'a value outside a list',
      field({ enum: ['x', 'y'] }),
      '{"a":"z"}',
      ['value', '/a', 'one of x, y', 'the string "z"'],
    ],
    ['another constant', field({ const: '2.0' }), '{"a":"1.0"}', ['value', '/a', '"2.0"', 'the string "1.0"']],
    [
      'a wrong type with a format',
      field({ type: 'string', format: 'uri', minLength: 9 }),
      '{"a":1}',
      ['type', '/a', 'uri string', 'the number 1'],
    ],
    [
      'a format',
      field({ format: 'date-time' }),
      '{"a":"today"}',
      ['format', '/a', 'date-time string', 'the string "today"'],
    ],
    ['a pattern', field({ pattern: '^a' }), '{"a":"b"}', ['value', '/a', 'a string that matches ^a', 'the string "b"']],
    ['a bound', field({ maximum: 5 }), '{"a":6}', ['value', '/a', '<= 5', 'the number 6']],
    [
      'a list that is too short',
      field({ minItems: 1 }),
      '{"a":[]}',
      ['other', '/a', 'at least 1 item', 'an array of no items'],
    ],
    [
      'an array of strings',
      field({ type: 'array', items: { type: 'string' } }),
      '{"a":{"b":1}}',
      ['type', '/a', 'array of strings', 'an object with 1 field'],
    ],
  ] as const)('%s', (_, schema, text, expected) => {
    expect(brief(schema, text)).toEqual([expected])
  })

  it('reports several faults in the order of the text', () => {
    const schema = object(
      { a: { type: 'string' }, b: { type: 'string' } },
      { required: ['c'], additionalProperties: false },
    )
    const kinds = checkJson(schema, '{"x":1,"b":2,"a":null}').issues.map(({ kind, pointer }) => kind + pointer)
    expect(kinds).toEqual(['missing/c', 'extra/x', 'type/b', 'null/a'])
  })
})

describe('shapes to choose from', () => {
  const orNull = field({ anyOf: [{ type: 'null' }, object({ x: { type: 'string' } }, { required: ['x'] })] })
  const tagged = {
    oneOf: [
      object({ kind: { const: 'call' }, to: { type: 'string' } }, { required: ['kind', 'to'] }),
      object({ kind: { const: 'sms' }, text: { type: 'string' } }, { required: ['kind', 'text'] }),
    ],
  }

  it('reports the branch that has the type of the value', () => {
    expect(brief(orNull, '{"a":{}}')).toEqual([['missing', '/a/x', 'string', 'nothing']])
  })

  it('reports one wrong type where no branch has it', () => {
    expect(brief(orNull, '{"a":7}')).toEqual([['type', '/a', 'null or object', 'the number 7']])
  })

  it('reports the branch that a fixed value tells', () => {
    expect(brief(tagged, '{"kind":"sms"}')).toEqual([['missing', '/text', 'string', 'nothing']])
  })

  it('reports one fault where the branch can not be told', () => {
    expect(checkJson(tagged, '{"kind":"fax"}').issues.map(({ kind, keyword }) => [kind, keyword])).toEqual([
      ['other', 'oneOf'],
    ])
  })

  it('reports a value that fits more than one of a oneOf', () => {
    expect(checkJson({ oneOf: [{ type: 'object' }, true] }, '{}').issues).toHaveLength(1)
  })

  it('follows references into branches', () => {
    const schema = {
      $defs: { party: object({ x: { type: 'string' } }, { required: ['x'] }) },
      ...field({ anyOf: [{ $ref: '#/$defs/party' }, { type: 'null' }] }),
    }
    expect(brief(schema, '{"a":{"x":1}}')).toEqual([['type', '/a/x', 'string', 'the number 1']])
    expect(brief(schema, '{"a":"x"}')).toEqual([['type', '/a', 'object or null', 'the string "x"']])
  })

  it('does not blame known fields of a subschema that fails', () => {
    const schema = { allOf: [object({ a: { type: 'string' }, b: {} })], unevaluatedProperties: false }
    expect(brief(schema, '{"a":1,"b":2,"c":3}').map(([kind, pointer]) => [kind, pointer])).toEqual([
      ['type', '/a'],
      ['extra', '/c'],
    ])
  })
})

describe('places', () => {
  const text = '{\r\n  "data": {\n\t"to": 5,\r\t"x/y": "é😀", "z": [1, "2"]\n}}'
  const data = { to: { type: 'string' }, z: { items: { type: 'integer' } } }
  const schema = object({ data: object(data, { required: ['id'], additionalProperties: false }) })
  const marked = checkJson(schema, text).issues.map((issue) => ({
    kind: issue.kind,
    pointer: issue.pointer,
    line: issue.line,
    column: issue.column,
    text: text.slice(issue.offset, issue.offset + issue.length),
  }))

  it('marks the opening brace, the value and the name', () => {
    expect(marked).toEqual([
      { kind: 'missing', pointer: '/data/id', line: 2, column: 11, text: '{' },
      { kind: 'type', pointer: '/data/to', line: 3, column: 8, text: '5' },
      { kind: 'extra', pointer: '/data/x~1y', line: 4, column: 2, text: '"x/y"' },
      { kind: 'type', pointer: '/data/z/1', line: 4, column: 25, text: '"2"' },
    ])
  })

  it('says it in one sentence', () => {
    const messages = checkJson(schema, text).issues.map(({ message }) => message)
    expect(messages).toEqual([
      'data.id is missing; the schema has any value',
      'data.to is the number 5; the schema has a string',
      'data.x/y is not in the schema',
      'data.z[1] is the string "2"; the schema has an integer',
    ])
  })
})

it('keeps 200 issues and counts all', () => {
  const { issues, issueCount } = checkJson({ items: { type: 'string' } }, JSON.stringify(Array(1000).fill(1)))
  expect([issues.length, issueCount, issues[0]?.pointer]).toEqual([200, 1000, '/0'])
})

it('shortens what is there to 120 characters', () => {
  const [issue] = checkJson(field({ type: 'number' }), JSON.stringify({ a: `"\u0007${'x'.repeat(500)}` })).issues
  expect(issue!.got.length).toBeLessThanOrEqual(120)
  expect(issue!.got).toMatch(/^the string "\\"\\u0007x+…"$/)
})

it('stays small whatever the payload is called and however deep it is', () => {
  const schema = { $ref: '#/$defs/n', $defs: { n: { additionalProperties: { $ref: '#/$defs/n' }, type: 'object' } } }
  const wide = checkJson(schema, JSON.stringify({ [`${'k'.repeat(500_000)}`]: 5 }))
  const deep = checkJson(schema, `${'{"key":'.repeat(300)}5${'}'.repeat(300)}`)
  for (const { issues, issueCount } of [wide, deep]) {
    expect(issueCount).toBe(1)
    expect(JSON.stringify(issues).length).toBeLessThan(2000)
  }
  expect(deep.issues[0]?.message).toMatch(/^…[key.]+key is the number 5; the schema has an object$/)
})
