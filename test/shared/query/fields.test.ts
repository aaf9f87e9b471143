import { describe, expect, test } from 'vitest'
import { addTerm, formatTerm } from '#shared/query/edit-query.ts'
import { fieldNames, fields, findField } from '#shared/query/fields.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { textFields } from '#shared/query/query.ts'

const now = Date.UTC(2026, 10, 20, 12)

describe.each(fields.map((field) => [field.name, field] as const))('%s', (name, field) => {
  test('each value that is offered can be read', () => {
    for (const value of field.values) {
      const { problems, terms } = parseQuery(`${name}:${value}`, now)
      expect(problems, value).toEqual([])
      expect(terms).toMatchObject([{ field: name, value, condition: expect.anything() }])
    }
  })

  test('a value that cannot be is told where it stands, except where any text may be', () => {
    const text = `x ${name}:!!`
    const { problems } = parseQuery(text, now)
    if (textFields.some((open) => open === name)) expect(problems).toEqual([])
    else
      expect(
        problems.map(({ span, message }) => [text.slice(span.start, span.end).includes('!!'), message.length > 10]),
      ).toEqual([[true, true]])
  })

  test('is found by its name and its aliases in any case', () => {
    for (const known of [name, ...field.aliases]) expect(findField(known.toUpperCase())).toBe(field)
  })
})

test('no name twice', () => expect(new Set(fieldNames).size).toBe(fieldNames.length))

test('a term that was written is read as what was meant, whatever the value', () => {
  const values = ['a', 'a b', '"', '\\', 'a"b\\', '-x', 'not', 'type:x', 'https://x', ' lead', '*', 'ü \t', 'a\\"', '']
  for (const field of [null, 'endpoint', 'type']) {
    for (const value of values) {
      for (const negated of [false, true]) {
        if (field === null && value === '') continue
        const text = addTerm('before', formatTerm({ field, value, negated, quoted: true }))
        const [, term, ...rest] = parseQuery(text, now).terms
        expect(rest, text).toEqual([])
        expect(term, text).toMatchObject({ field, value: value.replaceAll('\0', ' '), negated })
      }
    }
  }
})

test('the same without quotes that are not needed', () => {
  for (const value of ['a', 'a b', '"', 'a"b', '-x', 'not', 'type:x', 'https://x', ' lead', 'a\\']) {
    const [term, ...rest] = parseQuery(formatTerm({ field: null, value }), now).terms
    expect(rest, value).toEqual([])
    expect(term, value).toMatchObject({ field: null, value, negated: false })
  }
})
