import { parseTree } from 'jsonc-parser'
import { describe, expect, test } from 'vitest'
import { cursorAt } from '../../../src/renderer/src/code/json-text.ts'

const text = '{"data":{"a/b~c":[1,"tw\\"o"],"cost":12.50}}'
const at = (piece: string) => cursorAt(parseTree(text)!, text, text.indexOf(piece) + 1)

describe('cursorAt', () => {
  test('a value: pointer, type, source text', () => {
    expect(at('12.50')).toEqual({ pointer: '/data/cost', type: 'number', start: 36, end: 41, value: '12.50' })
  })
  test('a member’s name stands for its value', () => expect(at('"cost"').value).toBe('12.50'))
  test('special characters are escaped in the pointer, strings are decoded in the value', () => {
    expect(at('"tw')).toMatchObject({ pointer: '/data/a~1b~0c/1', value: 'tw"o' })
  })
  test('the whole text', () =>
    expect(cursorAt(parseTree(text)!, text, 0)).toMatchObject({ pointer: '', type: 'object' }))
})
