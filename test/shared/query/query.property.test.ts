import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completeQuery } from '#shared/query/complete-query.ts'
import { addTerm, formatTerm, removeTerm } from '#shared/query/edit-query.ts'
import { fields } from '#shared/query/fields.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { splitTerms } from '#shared/query/split-terms.ts'
import { holdsFor, textOf } from '../../support/property.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const queries = textOf(
  ...fields.map(({ name }) => `${name}:`),
  ...[
    '"',
    '\\',
    '\\"',
    ' ',
    '-',
    'not ',
    'NOT',
    ':',
    '//',
    '>',
    '<=',
    '5xx',
    '2 d',
    'today',
    '14:00',
    '1.5 MB',
    '*',
    '\0',
  ],
)
const meaning = (text: string) => splitTerms(text).map(({ field, value, negated }) => ({ field, value, negated }))

describe('any text is a query', () => {
  test('its terms stand in it, one after the other, and each problem stands in a term', () => {
    holdsFor(queries, (text) => {
      const { terms, problems } = parseQuery(text, now, 'Europe/Vienna')
      let end = 0
      for (const { span, valueSpan, source } of terms) {
        expect(span.start).toBeGreaterThanOrEqual(end)
        expect(valueSpan.start).toBeGreaterThanOrEqual(span.start)
        expect(valueSpan.end).toBeLessThanOrEqual(span.end)
        expect(source).toBe(text.slice(span.start, span.end))
        end = span.end
      }
      expect(end).toBeLessThanOrEqual(text.length)
      for (const { span } of problems) {
        expect(terms.some((term) => term.span.start <= span.start && span.end <= term.span.end)).toBe(true)
      }
    })
  })

  test('it can be completed at each of its characters', () => {
    const vocabulary = { types: ['call ended'], providers: [{ id: 'a', name: 'A' }], endpoints: [] }
    holdsFor(queries, (text) => {
      for (let caret = 0; caret <= text.length; caret += 1) {
        const { span } = completeQuery(text, caret, vocabulary)
        expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true)
      }
    })
  })

  test('a term is taken out of it, and the others stay what they are', () => {
    holdsFor(
      queries,
      (text) => {
        const terms = splitTerms(text)
        terms.forEach(({ span }, at) => {
          expect(meaning(removeTerm(text, span))).toEqual(meaning(text).filter((_, index) => index !== at))
        })
      },
      ['type: "not '],
    )
  })
})

test('a term reads as what it was written from', () => {
  const term = fc.record({
    field: fc.option(fc.constantFrom(...fields.map(({ name }) => name))),
    value: textOf('"', '\\', ' ', '-', 'not', ':', '/', 'a', 'type:').filter(
      (value) => value !== '' && !value.includes('\0'),
    ),
    negated: fc.boolean(),
    quoted: fc.boolean(),
  })
  holdsFor(
    term,
    (written) => {
      const { field, value, negated } = written
      expect(meaning(formatTerm(written))).toEqual([{ field, value, negated }])
    },
    [{ field: 'type', value: '//', negated: false, quoted: false }],
  )
})

test('a term that is added stands at the end, and what was there before stays what it is', () => {
  holdsFor(
    fc.tuple(queries, fc.constantFrom('type:x', '-provider:"a b"', '"kitchen sink"')),
    ([text, added]) => {
      const before = meaning(text)
      const after = meaning(addTerm(text, added))
      const [term] = meaning(added)
      const isThere = splitTerms(text).some(({ span }) => text.slice(span.start, span.end) === added)
      expect(after).toEqual(isThere ? before : [...before, term])
    },
    ['not ', '"', '" '].map((text) => [text, 'type:x'] as [string, string]),
  )
})
