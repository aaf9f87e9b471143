import { describe, expect, test } from 'vitest'
import { fillPlaceholders, placeholderNote } from '../../../../src/main/engine/import/variables.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

const values = new Map([
  ['host', 'example.com'],
  ['base', 'https://{{host}}/v1'],
  ['a b', 'blank'],
  ['self', 'x{{self}}'],
  ['one', '{{two}}'],
  ['two', '{{one}}'],
  ['$guid', 'g'],
  ['constructor-not', 'x'],
])
const fill = (text: string, grown: (bytes: number) => void = () => undefined) => fillPlaceholders(text, values, grown)

describe('placeholders', () => {
  test.each([
    ['{{host}}/x', 'example.com/x'],
    ['{{ host }}', 'example.com'],
    ['{{base}}/calls', 'https://example.com/v1/calls'],
    ['{{a b}}', 'blank'],
    ['{{$guid}}', 'g'],
    ['no placeholder {host} {{}} {{ }}', 'no placeholder {host} {{}} {{ }}'],
    ['{{{host}}}', '{example.com}'],
  ])('%s becomes %s', (text, expected) => expect(fill(text)).toEqual({ text: expected, unknown: [] }))

  test('that nothing is known of stay, each told once', () => {
    expect(fill('{{id}} {{host}} {{ id }} {{token}}')).toEqual({
      text: '{{id}} example.com {{ id }} {{token}}',
      unknown: ['id', 'token'],
    })
    expect(fill('{{constructor}}{{__proto__}}').unknown).toEqual(['constructor', '__proto__'])
  })

  test('that stand for themselves or for each other come to an end', () => {
    expect(fill('{{self}}').text).toMatch(/^x{1,10}\{\{self\}\}$/)
    expect(['{{one}}', '{{two}}']).toContain(fill('{{one}}').text)
  })

  test('cannot be used to fill the memory', () => {
    const many = new Map([['x', '{{x}}{{x}}{{x}}{{x}}'.repeat(2000)]])
    let grown = 0
    const { text } = fillPlaceholders('{{x}}'.repeat(100), many, (bytes) => {
      grown += bytes
    })
    expect(text.length).toBeLessThan(3_000_000)
    expect(grown).toBeLessThan(40_000_000)
  })

  test('what grows is told, and what stays is not', () => {
    const told: number[] = []
    fill('nothing', (bytes) => told.push(bytes))
    expect(told).toEqual([])
    fill('{{host}}', (bytes) => told.push(bytes))
    expect(told).toEqual([2 * 'example.com'.length])
  })

  test('whatever is written is filled or left, and never thrown', () => {
    holdsFor(textOf('{{', '}}', 'host', 'base', ' ', '{', '}', 'self', '$&', '$1'), (text) => {
      const { text: filled, unknown } = fill(text)
      if (!text.includes('{{')) expect(filled).toBe(text)
      for (const name of unknown) expect(filled).toContain(name)
    })
  })
})

test('a note names what is not known, the first five', () => {
  expect(placeholderNote([])).toBeNull()
  expect(placeholderNote(['id', 'id'])).toBe('The file does not tell what stands for {{id}}.')
  expect(placeholderNote(['1', '2', '3', '4', '5', '6'])).toBe(
    'The file does not tell what stands for {{1}}, {{2}}, {{3}}, {{4}}, {{5}}.',
  )
})
