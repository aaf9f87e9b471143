import { describe, expect, it } from 'vitest'
import { schemaCompiler } from '../../../../src/main/engine/lib/json-schema.ts'
import { schemaSources, sourceProblem } from '../../../../src/main/engine/lib/schema-sources.ts'
import { checkBody, checkJson, schemaOf } from './check-json.ts'

/** The same description of a payload, from each kind of source. */
const from = (source: string) => ({
  from: source,
  type: 'object',
  properties: {
    name: { type: 'string' },
    seconds: { type: 'integer' },
    at: { type: 'string', format: 'date-time' },
    kind: { enum: ['a', 'b'] },
  },
  required: ['name', 'seconds', 'at', 'kind'],
  additionalProperties: false,
})
const good = { name: 'Jordan', seconds: 4, at: '2026-01-02T08:00:00Z', kind: 'a' }
const without = ({ name: _, ...rest }: typeof good) => rest

/** state, kinds of the issues, kinds of the notes. */
function result(schema: unknown, payload: unknown) {
  const { state, issues, notes = [] } = checkJson(schema, JSON.stringify(payload))
  return [state, issues.map(({ kind }) => kind), notes.map(({ kind }) => kind)]
}

describe('what binds the sender', () => {
  const cases = [
    ['a field that is missing', without(good), 'missing'],
    ['null', { ...good, name: null }, 'null'],
    ['a field that is not named', { ...good, more: 1 }, 'extra'],
    ['a fraction for a whole number', { ...good, seconds: 4.5 }, 'type'],
    ['a value of another type', { ...good, name: 7 }, 'type'],
    ['a value outside the list', { ...good, kind: 'c' }, 'value'],
    ['another form of time', { ...good, at: 'noon' }, 'format'],
  ] as const

  it.each(cases)('a table: %s is a difference', (_, payload, kind) => {
    expect(result(from('table'), payload)).toEqual(['differs', [kind], []])
    const { from: __, ...plain } = from('table')
    expect(result(plain, payload)).toEqual(['differs', [kind], []])
  })

  it.each(cases)('an example: %s is a note, unless it is of another type', (what, payload, kind) => {
    const binds = what === 'a value of another type'
    expect(result(from('example'), payload)).toEqual(binds ? ['differs', [kind], []] : ['conforms', [], [kind]])
  })

  it.each(cases)('prose: %s', (what, payload, kind) => {
    const isNote = ['null', 'a field that is not named', 'a fraction for a whole number'].includes(what)
    expect(result(from('prose'), payload)).toEqual(isNote ? ['conforms', [], [kind]] : ['differs', [kind], []])
  })

  it('differences and notes stand apart, both with their places', () => {
    const check = checkJson(from('example'), '{\n "name": null,\n "seconds": "4"}')
    expect(check).toMatchObject({ state: 'differs', issueCount: 1, issues: [{ pointer: '/seconds', line: 3 }] })
    expect(check.notes).toMatchObject([
      { pointer: '/at', kind: 'missing', line: 1 },
      { pointer: '/kind', kind: 'missing', line: 1 },
      { pointer: '/name', kind: 'null', line: 2 },
    ])
    expect(check.issues[0]!.message).toBe('seconds is the string "4"; the example has an integer')
    expect(check.notes?.[2]?.message).toBe('name is null; the example has a string')
  })

  it('a payload without notes has none to carry', () => {
    expect(checkJson(from('example'), JSON.stringify(good))).not.toHaveProperty('notes')
  })

  it('lists 50 notes at most', () => {
    const schema = { items: { from: 'example', required: ['a'] } }
    const check = checkJson(schema, JSON.stringify(Array.from({ length: 6000 }, () => ({}))))
    expect(check).toMatchObject({ state: 'conforms', issueCount: 0 })
    expect(check.notes).toHaveLength(50)
  })
})

describe('`from`', () => {
  it('holds for all that is inside, until that says otherwise', () => {
    const name = { type: 'string' }
    const phone = { type: 'string', from: 'prose' }
    const lead = { type: 'object', properties: { name, phone } }
    const root = { properties: { id: { type: 'string' }, lead: { ...lead, from: 'example' } } }
    const sources = schemaSources(root)
    expect([root, root.properties.id, root.properties.lead].map((part) => sources.get(part))).toEqual([
      undefined,
      undefined,
      'example',
    ])
    expect([name, phone].map((part) => sources.get(part))).toEqual(['example', 'prose'])
  })

  it('of a missing field is that of the field', () => {
    const schema = {
      from: 'example',
      properties: { a: { from: 'prose' }, b: {} },
      required: ['a', 'b', 'c'],
    }
    expect(result(schema, {})).toEqual(['differs', ['missing'], ['missing', 'missing']])
  })

  it('reaches items, alternatives and definitions', () => {
    const schema = {
      $defs: { part: { from: 'example', type: 'object', required: ['x'] } },
      properties: {
        list: { type: 'array', items: { from: 'example', type: 'object', required: ['x'] } },
        one: { anyOf: [{ type: 'null' }, { from: 'example', type: 'object', required: ['x'] }] },
        other: { $ref: '#/$defs/part' },
      },
    }
    expect(result(schema, { list: [{}], one: {}, other: {} })).toEqual([
      'conforms',
      [],
      ['missing', 'missing', 'missing'],
    ])
  })

  it('may be the name of a field, which it does not concern', () => {
    const schema = { properties: { from: { type: 'string' } }, required: ['from'] }
    expect(sourceProblem(schema)).toBeNull()
    expect(result(schema, {})).toEqual(['differs', ['missing'], []])
  })

  it('with another word is a fault of the schema', () => {
    const schema = { properties: { a: { from: 'sample' } } }
    expect(schemaCompiler()(schema)).toEqual({
      ok: false,
      problem: '"from" must be one of table, prose, example, not "sample"',
    })
  })
})

describe('several documented revisions', () => {
  const of = { provider: 'test', event: 'test', documented: 'fields' } as const
  const other = { type: 'object', properties: { startDate: { type: 'string' } }, required: ['startDate', 'length'] }
  const schema = {
    ...schemaOf({ type: 'object', properties: { start_date: { type: 'string' } }, required: ['start_date', 'length'] }),
    others: [{ ...schemaOf(other), of: { ...of, revision: 'the camelCase revision' } }],
  }
  const check = (payload: unknown) => checkBody(JSON.stringify(payload), 'application/json', schema)

  it('one of them is enough, and it is named', () => {
    expect(check({ start_date: 'x', length: 1 })).toMatchObject({ state: 'conforms', schema: of })
    expect(check({ start_date: 'x', length: 1 }).schema).not.toHaveProperty('revision')
    expect(check({ startDate: 'x', length: 1 })).toMatchObject({
      state: 'conforms',
      schema: { ...of, revision: 'the camelCase revision' },
    })
  })

  it('a payload that keeps to none is held against the closest', () => {
    expect(check({ startDate: 'x' })).toMatchObject({
      state: 'differs',
      schema: { revision: 'the camelCase revision' },
      issues: [{ kind: 'missing', pointer: '/length' }],
    })
    expect(check({ start_date: 'x' }).schema).not.toHaveProperty('revision')
  })
})

describe('times of ISO 8601', () => {
  const schema = { properties: { at: { type: 'string', format: 'iso-8601-time' } } }
  it.each([
    '2026-04-05T14:04:00Z',
    '2026-04-05T14:04:00',
    '2026-04-05T14:04:00.123456+02:00',
    '2026-04-05T14:04:00+0200',
    '2026-04-05 14:04',
    '20260405T140400Z',
    '2026-04-05',
  ])('%s is one', (at) => {
    expect(result(schema, { at })).toEqual(['conforms', [], []])
  })
  it.each(['05/04/2026 14:00', 'yesterday', '2026-13-05T14:04:00Z', '1767340841', ''])('%s is none', (at) => {
    expect(result(schema, { at })).toEqual(['differs', ['format'], []])
  })
})
