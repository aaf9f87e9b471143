import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCsv } from '../../../../src/main/engine/import/csv.ts'
import { Refusal } from '../../../../src/main/engine/import/refusal.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

const cells = (text: string) => readCsv(text).map((row) => row.cells)
function problem(text: string) {
  try {
    readCsv(text)
  } catch (error) {
    if (error instanceof Refusal) return error.problem
    throw error
  }
  throw new Error('it was read')
}

describe('rows', () => {
  test.each<[string, string[][]]>([
    ['', []],
    ['a', [['a']]],
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a,', [['a', '']]],
    [',', [['', '']]],
    ['"a,b","c""d"', [['a,b', 'c"d']]],
    ['"line\nbreak",x', [['line\nbreak', 'x']]],
    ['""\n""', []],
    ['"",""', [['', '']]],
    ['\n\na\n\n\nb\n\n', [['a'], ['b']]],
    ['a"b,c', [['a"b', 'c']]],
    [' "a" ', [[' "a" ']]],
  ])('%j', (text, expected) => expect(cells(text)).toEqual(expected))

  test('know the line where they begin', () => {
    expect(readCsv('a\n\n"two\nlines"\nlast').map(({ line }) => line)).toEqual([1, 3, 5])
  })
})

describe('what is broken', () => {
  test('a quoted cell without its end: the file was probably cut off', () => {
    expect(problem('a,b\nc,"d')).toEqual({
      line: 2,
      reason: 'truncated',
      message: 'A quoted cell does not end. The file was probably cut off.',
    })
    expect(problem('"""').reason).toBe('truncated')
  })

  test('something behind a quoted cell', () => {
    expect(problem('a\n"b"c')).toEqual({
      line: 2,
      reason: 'syntax',
      message: 'A comma or the end of the row is expected after a quoted cell.',
    })
    expect(problem('"two\nlines"x')).toMatchObject({ line: 2, reason: 'syntax' })
  })
})

test('whatever was written by the rules is read again, in every dialect of line ends and quotes', () => {
  const rows = fc.array(
    fc.array(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é', ';') }), {
      minLength: 2,
      maxLength: 5,
    }),
    { maxLength: 6 },
  )
  holdsFor(
    fc.tuple(rows, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.boolean()),
    ([written, end, quotesAll, endsLast]) => {
      const cell = (text: string) => (quotesAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
      const text = written.map((row) => row.map(cell).join(',')).join(end) + (endsLast && written.length > 0 ? end : '')
      expect(cells(text)).toEqual(written)
    },
  )
})

test('any text is read or refused', () => {
  holdsFor(textOf('"', ',', '\n', '\r', 'a', '""'), (text) => {
    try {
      readCsv(text)
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
    }
  })
})
