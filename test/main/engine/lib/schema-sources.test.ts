import { describe, expect, test } from 'vitest'
import { schemaSources, sourceProblem } from '../../../../src/main/engine/lib/schema-sources.ts'

describe('where the parts of a schema are from', () => {
  test('from a table, unless it says otherwise', () => {
    expect(schemaSources({ type: 'object', properties: { a: { type: 'string' } } }).size).toBe(0)
  })

  test('what is said holds for what is inside too, until that says otherwise', () => {
    const table = { type: 'string', from: 'table' }
    const deep = { type: 'number' }
    const example = { from: 'example', type: 'object', properties: { deep, table } }
    const root = { properties: { example, other: { type: 'null' } } }
    expect([...schemaSources(root)]).toEqual(
      expect.arrayContaining([
        [example, 'example'],
        [deep, 'example'],
      ]),
    )
    expect(schemaSources(root).size).toBe(2)
  })

  test.each([
    ['items', (inside: object) => ({ items: inside })],
    ['additionalProperties', (inside: object) => ({ additionalProperties: inside })],
    ['anyOf', (inside: object) => ({ anyOf: [{}, inside] })],
    ['prefixItems', (inside: object) => ({ prefixItems: [inside] })],
    ['patternProperties', (inside: object) => ({ patternProperties: { '^x-': inside } })],
    ['$defs', (inside: object) => ({ $defs: { call: inside } })],
    ['not, if and else', (inside: object) => ({ if: { not: { else: inside } } })],
  ])('is found within %s', (_, around) => {
    const inside = { from: 'prose' }
    expect(schemaSources(around(inside)).get(inside)).toBe('prose')
  })

  test('a property may itself be called "from"', () => {
    const property = { type: 'string' }
    const root = { properties: { from: property } }
    expect(schemaSources(root).size).toBe(0)
    expect(sourceProblem(root)).toBeNull()
  })

  test('a schema may be true, false or something else, and very deep', () => {
    let deep: object = { from: 'example' }
    for (let depth = 0; depth < 50_000; depth += 1) deep = { items: deep }
    expect(schemaSources(deep).size).toBe(1)
    for (const root of [true, false, null, undefined, 5, 'x', [], { properties: [1], anyOf: {} }])
      expect(schemaSources(root).size).toBe(0)
  })
})

describe('a source that is none', () => {
  test.each([
    [{ from: 'guess' }, '"from" must be one of table, prose, example, not "guess"'],
    [{ properties: { a: { items: { from: null } } } }, '"from" must be one of table, prose, example, not null'],
    [{ from: ['prose'] }, '"from" must be one of table, prose, example, not ["prose"]'],
  ])('%j', (root, problem) => expect(sourceProblem(root)).toBe(problem))

  test('there is none in a good schema', () => {
    expect(sourceProblem({ from: 'prose', properties: { a: { from: 'table' } } })).toBeNull()
  })
})
