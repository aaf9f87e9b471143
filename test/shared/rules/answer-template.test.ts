import { describe, expect, test } from 'vitest'
import { escapeValue, escapingFor, parseTemplate, renderAnswer } from '#shared/rules/answer-template.ts'
import { holdsFor, textOf } from '../../support/property.ts'

describe('taking a text apart', () => {
  test('literals and placeholders, in order', () => {
    expect(parseTemplate('a {{header.X-Y}} b {{ json./a~1b/0 }}{{now}}')).toEqual({
      pieces: [
        'a ',
        { source: '{{header.X-Y}}', kind: 'header', name: 'X-Y' },
        ' b ',
        { source: '{{ json./a~1b/0 }}', kind: 'json', name: '/a~1b/0' },
        { source: '{{now}}', kind: 'now', name: '' },
      ],
      problems: [],
    })
  })

  test('problems have their places', () => {
    expect(parseTemplate('ab{{x}}c{{form.}} {{').problems.map(({ start, end }) => [start, end])).toEqual([
      [2, 7],
      [8, 17],
      [18, 20],
    ])
  })

  test('any text is taken, and what is no placeholder stays what it is', () => {
    holdsFor(textOf('{{', '}}', '\\{{', 'now', 'json./a', 'header.', '{', '}', '"'), (text) => {
      const { pieces, problems } = parseTemplate(text)
      const written = pieces.map((piece) => (typeof piece === 'string' ? piece : piece.source)).join('')
      expect(written).toBe(text.replace(/\\\{\{/g, '{{'))
      expect(problems.every(({ start }) => text.startsWith('{{', start))).toBe(true)
    })
  })
})

describe('escaping', () => {
  test.each([
    ['application/json; charset=utf-8', 'json'],
    ['application/problem+json', 'json'],
    ['text/xml', 'xml'],
    ['application/soap+xml', 'xml'],
    ['text/html', 'xml'],
    ['application/x-www-form-urlencoded', 'form'],
    ['text/plain', 'none'],
    [undefined, 'none'],
  ] as const)('%s: %s', (type, escaping) => expect(escapingFor(type)).toBe(escaping))

  test('any value stays one JSON string', () => {
    holdsFor(textOf('"', '\\', '\n', '\u2028', '</script>', '\ud800'), (value) => {
      expect(JSON.parse(`"${escapeValue(value, 'json')}"`)).toBe(value)
    })
  })

  test('any value stays text in XML', () => {
    holdsFor(textOf('<', '>', '&', '"', "'", ']]>', '\0', '\x0b', '\ud800'), (value) => {
      const escaped = escapeValue(value, 'xml')
      expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot have.
      expect(escaped).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f]/)
    })
  })

  test('any value stays one header line', () => {
    holdsFor(textOf('\r\n', 'a', ' ', '€', '\0'), (value) => {
      expect(escapeValue(value, 'header')).toMatch(/^[\t\x20-\x7e\xa0-\xff]*$/)
    })
  })
})

test('a value that is missing or too long becomes empty, and is said once', () => {
  const body = '{{form.A}}{{form.A}}{{form.B}}{{form.C}}'
  const rendered = renderAnswer({ status: 200, headers: [], body }, ({ name }) =>
    name === 'A' ? null : name === 'B' ? 'b' : 'c'.repeat(70_000),
  )
  expect(rendered).toEqual({ status: 200, headers: [], body: 'b', empty: ['{{form.A}}', '{{form.C}}'] })
})

test('many values make no huge answer: what does not fit any more stays empty, and that is said', () => {
  const body = '{{form.a}} '.repeat(100)
  const headers: [string, string][] = [['Content-Type', 'text/xml']]
  const { body: filled, empty } = renderAnswer({ status: 200, headers, body }, () => "'".repeat(10_000))

  expect(filled.length).toBeLessThan(140_000)
  expect(filled).toContain('&apos;')
  expect(empty).toEqual(['{{form.a}}'])
})
