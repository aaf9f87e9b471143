import { describe, expect, test } from 'vitest'
import { hasInvisible, visibleRuns } from '../../../src/renderer/src/code/visible-text.ts'

const shown = (text: string | Uint8Array) =>
  visibleRuns(typeof text === 'string' ? new TextEncoder().encode(text) : text).map(({ kind, shown }) => [kind, shown])

describe('visibleRuns', () => {
  test('blanks, tabs and line ends are marked', () => {
    expect(shown('a b\t\r\n')).toEqual([
      ['text', 'a'],
      ['blank', '·'],
      ['text', 'b'],
      ['blank', '→'],
      ['control', 'CR'],
      ['newline', '↵'],
    ])
  })
  test('a byte order mark at the start, a zero-width one elsewhere', () => {
    expect(shown('\ufeffa\ufeff')).toEqual([
      ['bom', 'BOM'],
      ['text', 'a'],
      ['control', 'U+FEFF'],
    ])
  })
  test('characters that reverse or hide text are named', () =>
    expect(shown('\u202e\u200b\u00a0')).toEqual([
      ['control', 'U+202E'],
      ['control', 'U+200B'],
      ['control', 'U+00A0'],
    ]))
  test('letters of any script and emoji are text', () => expect(shown('é€😀')).toEqual([['text', 'é€😀']]))
  test.each([
    ['a lone continuation byte', [0x80], ['80']],
    ['an overlong form', [0xc0, 0xaf], ['C0', 'AF']],
    ['a surrogate half', [0xed, 0xa0, 0x80], ['ED', 'A0', '80']],
    ['a character cut short', [0xe2, 0x82], ['E2', '82']],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], ['F4', '90', '80', '80']],
  ])('%s is shown byte by byte', (_, bytes, hex) =>
    expect(shown(Uint8Array.from(bytes))).toEqual(hex.map((byte) => ['invalid', byte])),
  )
})

describe('hasInvisible', () => {
  test.each(['a\u200bb', '\u202e', '\ufeff{', 'a\u00a0b', '\u3164', '\u2800', '\u0007'])('%j has', (text) => {
    expect(hasInvisible(text)).toBe(true)
  })
  test.each(['', '{\n\t"a": 1 }\r\n', 'Zoë, 李, مرحبا, 👍, Ω', '"\\u200b"'])('%j has not', (text) => {
    expect(hasInvisible(text)).toBe(false)
  })
})
