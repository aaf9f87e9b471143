import { describe, expect, test } from 'vitest'
import type { JsonNode } from '../../../../src/main/engine/import/json-node.ts'
import { Refusal } from '../../../../src/main/engine/import/refusal.ts'
import { SourceText } from '../../../../src/main/engine/import/source-text.ts'

const root = (text: string): JsonNode => new SourceText('f.json', Buffer.from(text)).json
const text = `{
  "name": "Maya Chen",
  "none": null,
  "list": [
    1.50,
    {"deep": true}
  ],
  "a/b": {},
  "body": "aGVsbG8="
}`
function problem(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return `line ${error.problem.line}, ${error.problem.reason}: ${error.problem.message}`
    throw error
  }
  throw new Error('nothing is wrong')
}

describe('values', () => {
  test('of the type that is asked for', () => {
    const node = root(text)
    expect(node.get('name').text()).toBe('Maya Chen')
    expect(node.get('list').list()).toHaveLength(2)
    expect(node.get('list').list()[1]!.get('deep').value).toBe(true)
    expect(node.get('body').base64().toString()).toBe('hello')
    expect(node.members().map(([name]) => name)).toEqual(['name', 'none', 'list', 'a/b', 'body'])
    expect(node.get('a/b').object().members()).toEqual([])
  })

  test('that are missing, or null', () => {
    const node = root(text)
    for (const name of ['none', 'nothing', 'constructor', '__proto__']) {
      expect(node.get(name).isMissing).toBe(true)
      expect(node.get(name).optionalText()).toBeNull()
      expect(node.get(name).time()).toBeNull()
    }
    expect(node.get('name').get('below').isMissing).toBe(true)
  })

  test('as they stand in the file', () => {
    const node = root(text)
    expect(node.get('list').list()[0]!.source()).toBe('1.50')
    expect(node.get('a/b').source()).toBe('{}')
    expect(node.get('nothing').source()).toBe('')
  })

  test.each([
    ['2026-05-04T09:12:31.204Z', Date.UTC(2026, 4, 4, 9, 12, 31, 204)],
    ['2026-05-04T11:12:31+02:00', Date.UTC(2026, 4, 4, 9, 12, 31)],
    ['2026-05-04', Date.UTC(2026, 4, 4)],
  ])('the time %s', (time, expected) => expect(root(JSON.stringify({ time })).get('time').time()).toBe(expected))

  test.each(['soon', '5', 'May 4 2026', '', '1969-01-01T00:00:00Z', '2026-13-45T00:00:00Z'])(
    '“%s” is no time',
    (time) => {
      expect(problem(() => root(JSON.stringify({ time })).get('time').time())).toBe(
        'line 1, shape: “/time” is text, not a time.',
      )
    },
  )
})

describe('what is of another type says so, with its line', () => {
  test.each<[string, (node: JsonNode) => unknown, string]>([
    ['text', (node) => node.get('list').text(), 'line 4, shape: “/list” is a list, not text.'],
    ['a list', (node) => node.get('name').list(), 'line 2, shape: “/name” is text, not a list.'],
    ['an object', (node) => node.get('none').object(), 'line 3, shape: “/none” is null, not an object.'],
    ['a number', (node) => node.get('list').list()[0]!.text(), 'line 5, shape: “/list/0” is a number, not text.'],
    [
      'true',
      (node) => node.get('list').list()[1]!.get('deep').text(),
      'line 6, shape: “/list/1/deep” is true, not text.',
    ],
    ['Base64', (node) => node.get('name').base64(), 'line 2, shape: “/name” is text, not Base64.'],
    ['what is missing', (node) => node.get('gone').text(), 'line 1, shape: “/gone” is missing; text belongs there.'],
    [
      'what is missing below',
      (node) => node.get('a/b').get('gone').text(),
      'line 8, shape: “/a~1b/gone” is missing; text belongs there.',
    ],
    ['the file', (node) => node.list(), 'line 1, shape: The file is an object, not a list.'],
  ])('%s', (_, ask, expected) => expect(problem(() => ask(root(text)))).toBe(expected))

  test('a very long place is shortened', () => {
    const name = 'n'.repeat(500)
    expect(
      problem(() =>
        root(JSON.stringify({ [name]: 1 }))
          .get(name)
          .text(),
      ).length,
    ).toBeLessThan(200)
  })

  test.each(['=', 'a', 'ab', 'abc', 'a===', 'ab=c', 'ab cd===', 'äöüß'])('“%s” is no Base64', (body) => {
    expect(() => root(JSON.stringify({ body })).get('body').base64()).toThrow(Refusal)
  })
})
