import { describe, expect, test } from 'vitest'
import { cursorAt, formatJson, parseJson } from '../../../src/renderer/src/code/json-text.ts'

const nested = (depth: number) => `${'['.repeat(depth)}7${']'.repeat(depth)}`

describe('parseJson', () => {
  test('a tree with offsets', () => {
    const root = parseJson(' {"a": [1, 2]}')
    expect(root).toMatchObject({ type: 'object', offset: 1, length: 13 })
  })

  test('a broken text as far as it goes; nothing where there is no value', () => {
    expect(parseJson('{"a": 1, "b"')?.children?.[0]?.children?.[1]?.value).toBe(1)
    expect(parseJson('')).toBeNull()
  })

  test('nesting that would overflow the stack is not followed, honest nesting is', () => {
    expect(parseJson(nested(100_000))).toBeNull()
    const text = nested(900)
    const root = parseJson(text)
    expect(root && cursorAt(root, text, 900)).toMatchObject({ type: 'number', pointer: '/0'.repeat(900) })
  })

  test('brackets inside strings are not nesting', () => {
    expect(parseJson(JSON.stringify('['.repeat(5000)))).toMatchObject({ type: 'string' })
  })
})

test('a deeply nested text is laid out in proportion to its length', () => {
  const depth = 20_000
  const { text } = formatJson(nested(depth))
  expect(text.length).toBeLessThan(150 * 2 * depth)
  expect(text.replaceAll(/\s/g, '')).toBe(nested(depth))
})
