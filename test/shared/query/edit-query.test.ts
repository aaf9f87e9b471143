import { expect, test } from 'vitest'
import { addTerm, formatTerm, removeTerm, replaceTerm } from '#shared/query/edit-query.ts'
import { parseQuery } from '#shared/query/parse-query.ts'

test.each<[Parameters<typeof formatTerm>[0], string]>([
  [{ field: 'type', value: 'call.ended' }, 'type:call.ended'],
  [{ field: 'endpoint', value: 'Front desk' }, 'endpoint:"Front desk"'],
  [{ field: 'verification', value: 'no', negated: true }, '-verification:no'],
  [{ field: 'type', value: 'call.*', quoted: true }, 'type:"call.*"'],
  [{ field: null, value: 'kitchen' }, 'kitchen'],
  [{ field: null, value: 'type:x' }, '"type:x"'],
  [{ field: null, value: '-x' }, '"-x"'],
  [{ field: null, value: 'Not' }, '"Not"'],
  [{ field: null, value: 'https://a.b/c' }, 'https://a.b/c'],
  [{ field: null, value: 'a "b" \\' }, '"a \\"b\\" \\\\"'],
])('%j is written %s and read back the same', (term, written) => {
  expect(formatTerm(term)).toBe(written)
  const { terms, problems } = parseQuery(written, 0)
  expect(problems).toEqual([])
  expect(terms).toHaveLength(1)
  expect(terms[0]).toMatchObject({ field: term.field, value: term.value, negated: term.negated ?? false })
})

test.each([
  ['a type:x b', 1, 'a b'],
  ['type:x  b', 0, 'b'],
  ['a type:x ', 1, 'a'],
  ['type:x', 0, ''],
])('from "%s" term %i is taken out', (text, index, rest) => {
  expect(removeTerm(text, parseQuery(text, 0).terms[index]!.span)).toBe(rest)
})

test.each([
  ['', 'is:late'],
  ['  a  ', 'a is:late'],
  ['a is:late', 'a is:late'],
  ['"open', '"open" is:late'],
  ['"open\\', '"open\\\\" is:late'],
  ['"clo\\sed"', '"clo\\sed" is:late'],
  ['type:"a b', 'type:"a b" is:late'],
])('to "%s" a term is added once, outside of quotes', (text, result) => {
  expect(addTerm(text, 'is:late')).toBe(result)
  expect(parseQuery(result, 0).terms.at(-1)?.condition).toEqual({ kind: 'flag', flag: 'late' })
})

test('a term is replaced where it stands', () => {
  const { terms } = parseQuery('a verified:no b', 0)
  expect(replaceTerm('a verified:no b', terms[1]!.span, '-verified:no')).toBe('a -verified:no b')
})
