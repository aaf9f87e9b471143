import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPrinter, type PrinterOptions } from '../../../src/main/cli/printer.ts'
import { holdsFor, textOf } from '../../support/property.ts'

function printing(options: Partial<PrinterOptions> = {}) {
  let [out, err] = ['', '']
  const print = createPrinter({
    ...{ json: false, colour: false, width: null },
    ...options,
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  return { print, out: () => out, err: () => err }
}

describe('for people', () => {
  test('a line has its cells with a blank between, and nothing for programs', () => {
    const { print, out, err } = printing()
    print.line('Stored', { text: 'dlv_1', style: 'bold' }, 'again')
    print.object({ id: 1 })
    expect([out(), err()]).toEqual(['Stored dlv_1 again\n', ''])
  })

  test('columns are as wide as their widest cell, and lines have no blanks at their ends', () => {
    const { print, out } = printing()
    print.table([
      ['id', 'name', 'note'],
      ['1', 'a longer name', ''],
    ])
    expect(out()).toBe('id  name           note\n1   a longer name\n')
  })

  test('the last column is cut to the terminal, the others never', () => {
    const { print, out } = printing({ width: 24 })
    print.table([['a-long-first-cell', 'and what it is about']])
    expect(out()).toBe('a-long-first-cell  and what …\n')
    expect(printing({ width: 200 }).print.table([['a', 'b']])).toBeUndefined()
  })

  test('no rows, no table', () => {
    const { print, out } = printing()
    print.table([])
    expect(out()).toBe('')
  })

  test('colours are around the text and change no width', () => {
    const rows = [
      [{ text: 'failed', style: 'red' } as const, 'x'],
      [{ text: 'ok', style: 'green' } as const, 'y'],
    ]
    const [plain, coloured] = [printing(), printing({ colour: true })]
    plain.print.table(rows)
    coloured.print.table(rows)
    expect(coloured.out()).toContain('\u001b[31mfailed')
    expect(stripVTControlCharacters(coloured.out())).toBe(plain.out())
  })

  test('a note is about the work, on standard error', () => {
    const { print, out, err } = printing()
    print.note('Waiting …\nfor the host')
    expect([out(), err()]).toEqual(['', 'Waiting … for the host\n'])
  })
})

describe('for programs', () => {
  test('one object a line with the version of its shape, and nothing for people', () => {
    const { print, out, err } = printing({ json: true })
    print.object({ id: 'dlv_1', text: 'two\nlines' })
    print.line('hello')
    print.table([['a', 'b']])
    print.note('note')
    expect(out()).toBe('{"v":1,"id":"dlv_1","text":"two\\nlines"}\n')
    expect(err()).toBe('note\n')
  })

  test('whatever it holds is one line of JSON that says the same, without controls', () => {
    holdsFor(fc.record({ value: fc.jsonValue(), text: fc.string({ unit: 'binary' }) }), (value) => {
      const { print, out } = printing({ json: true })
      print.object(value)
      expect(JSON.parse(out())).toEqual({ v: 1, ...(JSON.parse(JSON.stringify(value)) as object) })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not be there
      expect(out().slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
    })
  })
})

test('nothing from outside commands the terminal, wherever it stands', () => {
  const hostile = textOf('\u001b[2J', '\u001b]0;x\u0007', '\r', '\n', '\t', '\u009b31m', '\b', 'text', '\u0085', '\0')
  holdsFor(hostile, (text) => {
    const { print, out, err } = printing({ width: 80 })
    print.line(text, { text, style: 'red' })
    print.table([[text, text]])
    print.note(text)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what must not be there
    expect(out() + err()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    expect(out().split('\n')).toHaveLength(3)
  })
})
