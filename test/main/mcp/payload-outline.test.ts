import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pointerSteps, valueAtPointer } from '../../../src/main/engine/lib/json-places.ts'
import { excerptOf } from '../../../src/main/mcp/payload/excerpt.ts'
import { outlineLines, outlineOf } from '../../../src/main/mcp/payload/outline.ts'
import type { Payload } from '../../../src/main/mcp/payload/read-payload.ts'
import { holdsFor } from '../../support/property.ts'

const json = (text: string): Payload => ({
  kind: 'json',
  size: text.length,
  text,
  value: JSON.parse(text) as unknown,
  problem: null,
})
const outline = (value: unknown, most?: number) => outlineOf(JSON.stringify(value), '', value, most)

describe('an outline', () => {
  test('tells what is where, of which kind, and how long', () => {
    const { entries, partial } = outline({ id: 'x', n: 1.5, on: true, none: null, list: [{ a: 1 }, 2], o: {} })
    expect(partial).toBe(false)
    expect(entries.map(({ pointer, type, items, value }) => [pointer, type, items, value])).toEqual([
      ['', 'object', 6, null],
      ['/id', 'string', null, '"x"'],
      ['/n', 'number', null, '1.5'],
      ['/on', 'boolean', null, 'true'],
      ['/none', 'null', null, 'null'],
      ['/list', 'array', 2, null],
      ['/list/0', 'object', 1, null],
      ['/list/0/a', 'number', null, '1'],
      ['/list/1', 'number', null, '2'],
      ['/o', 'object', 0, null],
    ])
  })

  test('of a list tells the first two items, and of an object the first forty members', () => {
    expect(outline([1, 2, 3, 4])).toMatchObject({ partial: true, entries: { length: 3 } })
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`m${at}`, at]))
    expect(outline(wide)).toMatchObject({ partial: true, entries: { length: 41 } })
  })

  test('a long text is told by its beginning and its length', () => {
    const { entries } = outline({ text: 'x'.repeat(500) })
    expect(entries[1]!.value).toBe(`"${'x'.repeat(99)}…`)
    expect(outlineLines({ entries, partial: false })).toContain('(502 characters)')
  })

  test('a name that is long is not told, nor what is below it', () => {
    const { entries, partial } = outline({ ['n'.repeat(500)]: { secret: 1 }, short: 2 })
    expect([entries.map(({ pointer }) => pointer), partial]).toEqual([['', '/short'], true])
  })

  test('is short whatever the body is, every pointer leads somewhere, and what is left out is said', () => {
    const values = fc.object({ maxDepth: 5, maxKeys: 8 })
    holdsFor(fc.tuple(values, fc.integer({ min: 1, max: 20 })), ([value, most]) => {
      const text = JSON.stringify(value)
      const root = JSON.parse(text) as unknown
      const { entries, partial } = outlineOf(text, '', root, most)
      expect(entries.length).toBeLessThanOrEqual(most)
      for (const { pointer, chars } of entries) {
        const found = valueAtPointer(root, pointerSteps(pointer))
        expect(JSON.stringify(found)).toHaveLength(chars)
      }
      if (!partial) expect(entries.length).toBe(countOf(root))
    })
  })
})

const countOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, one) => sum + countOf(one), 1)
    : 1

describe('an excerpt', () => {
  const text = `{"a": {"b": "${'x'.repeat(300)}"}, "n": 1.50, "list": [1, 2]}`

  test('of a value as it stands', () => {
    expect(excerptOf(json(text), { pointer: '/n', maxChars: 100 })).toMatchObject({
      pointer: '/n',
      text: '1.50',
      chars: 4,
      nextOffset: null,
    })
  })

  test('of what is too long is an outline, unless a piece is asked for', () => {
    expect(excerptOf(json(text), { maxChars: 100 })).toMatchObject({
      text: null,
      outline: { partial: false },
      nextOffset: null,
    })
    expect(excerptOf(json(text), { maxChars: 100, offset: 0 })).toMatchObject({
      text: text.slice(0, 100),
      outline: null,
      nextOffset: 100,
    })
    // A long text has nothing to outline.
    expect(excerptOf(json(text), { pointer: '/a/b', maxChars: 100 })).toMatchObject({
      text: `"${'x'.repeat(99)}`,
      nextOffset: 100,
    })
  })

  test('behind the end is empty', () => {
    expect(excerptOf(json(text), { offset: 9999, maxChars: 10 })).toMatchObject({
      text: '',
      nextOffset: null,
      offset: text.length,
    })
  })

  test('pieces that follow on each other are the whole', () => {
    holdsFor(fc.tuple(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 7 })), ([whole, maxChars]) => {
      const payload: Payload = { kind: 'text', size: whole.length, text: whole, value: undefined, problem: null }
      let found = ''
      for (let offset: number | null = 0; offset !== null; ) {
        const piece: ReturnType<typeof excerptOf> = excerptOf(payload, { offset, maxChars })
        found += piece.text
        offset = piece.nextOffset
      }
      expect(found).toBe(whole)
    })
  })

  test.each([
    ['n', 'bad-input', 'pointer: a JSON pointer begins with “/”, as in /data/id (RFC 6901).'],
    ['/n~2', 'bad-input', 'pointer: a JSON pointer begins with “/”, as in /data/id (RFC 6901).'],
    [
      '/gone',
      'not-found',
      'There is nothing at /gone. There is a value at the whole body; show that one for what is in it.',
    ],
    [
      '/a/b/c/d',
      'not-found',
      'There is nothing at /a/b/c/d. There is a value at /a/b; show that one for what is in it.',
    ],
    [
      '/list/2',
      'not-found',
      'There is nothing at /list/2. There is a value at /list; show that one for what is in it.',
    ],
    [
      '/constructor',
      'not-found',
      'There is nothing at /constructor. There is a value at the whole body; show that one for what is in it.',
    ],
  ])('at %s: %s', (pointer, code, message) => {
    expect(() => excerptOf(json(text), { pointer, maxChars: 100 })).toThrow(expect.objectContaining({ code, message }))
  })

  test('a body that is no JSON has no places', () => {
    const payload: Payload = { kind: 'text', size: 5, text: 'hello', value: undefined, problem: null }
    expect(() => excerptOf(payload, { pointer: '/a', maxChars: 10 })).toThrow(
      'This body is text, not JSON: read it by offset instead of by pointer.',
    )
  })
})
