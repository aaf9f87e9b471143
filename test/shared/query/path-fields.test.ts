import { describe, expect, test } from 'vitest'
import { completeQuery } from '#shared/query/complete-query.ts'
import { addTerm, formatTerm, removeTerm } from '#shared/query/edit-query.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { formatBodyField } from '#shared/query/path-fields.ts'

const conditionOf = (text: string) => parseQuery(text, 0).terms.map(({ condition }) => condition)
const problemOf = (text: string) => {
  const [problem] = parseQuery(text, 0).problems
  return problem ? [text.slice(problem.span.start, problem.span.end), problem.message, problem.suggestion] : null
}

describe('what a term on a header or a place in the body means', () => {
  test.each([
    ['header.X-Trace:Abc', { kind: 'header', name: 'x-trace', value: 'Abc', wildcards: false }],
    ['header.x-trace:a*', { kind: 'header', name: 'x-trace', value: 'a*', wildcards: true }],
    ['header.x-trace:*', { kind: 'header', name: 'x-trace', value: null, wildcards: true }],
    ['header.x-trace:"*"', { kind: 'header', name: 'x-trace', value: '*', wildcards: false }],
    ['HEADER.x_y.z:"a b"', { kind: 'header', name: 'x_y.z', value: 'a b', wildcards: false }],
    ['body./data/id:1', { kind: 'body', pointer: '/data/id', value: '1', wildcards: false }],
    ['body./url:https://x', { kind: 'body', pointer: '/url', value: 'https://x', wildcards: false }],
    ['body."/a b:c/\\"d":x', { kind: 'body', pointer: '/a b:c/"d', value: 'x', wildcards: false }],
    ['body./empty:""', { kind: 'body', pointer: '/empty', value: '', wildcards: false }],
  ])('%s', (text, condition) => {
    expect(problemOf(text)).toBeNull()
    expect(conditionOf(text)).toEqual([condition])
    expect(conditionOf(`-${text}`)).toEqual([condition])
    expect(parseQuery(`-${text}`, 0).terms[0]).toMatchObject({ negated: true, source: `-${text}` })
  })

  test.each(['header.x-trace', 'body./data', 'https://x', '"header.x:y"'])('%s is a text to look for', (text) => {
    expect(conditionOf(text)).toMatchObject([{ kind: 'words' }])
  })
})

describe('what is wrong with one, while it is typed', () => {
  test.each([
    ['header:x', 'header:', '"header:" needs to know which header, such as header.content-type:.', 'header.'],
    ['header.:x', 'header.:', '"header:" needs to know which header, such as header.content-type:.', 'header.'],
    ['body:x', 'body:', '"body:" needs to know which place in the body, such as body./data/status:.', 'body./'],
    [
      'body.data.status:x',
      'body.data.status:',
      'A place in the body begins with "/", such as body./data/status:.',
      'body./data/status:',
    ],
    ['body./a~b:x', 'body./a~b:', 'In a JSON pointer, "~" in a name is written ~0 and "/" is written ~1.', null],
    ['header.x-y:', '', '"header.x-y:" needs a value, or * for any.', null],
    ['heador:x', 'heador:', 'There is no field "heador:". Did you mean "header:"?', 'header:'],
  ])('%s', (text, ...problem) => {
    expect(problemOf(text)).toEqual(problem)
  })
})

test('a term that was written is read as what was meant', () => {
  for (const pointer of ['/a', '/a b', '/a:b', '/"', '/\\', '/a~1b']) {
    const text = addTerm('before', formatTerm({ field: formatBodyField(pointer), value: 'x y', negated: true }))
    expect(conditionOf(text).at(-1), text).toEqual({ kind: 'body', pointer, value: 'x y', wildcards: false })
    const term = parseQuery(text, 0).terms.at(-1)!
    expect(removeTerm(text, term.span)).toBe('before')
  }
})

describe('completion', () => {
  const vocabulary = {
    ...{ types: [], providers: [], endpoints: [] },
    headers: ['content-type', 'x-request-id', 'x-trace'],
    pointers: [
      { pointer: '/data/status', about: 'call.ended', values: ['completed', 'no answer'] },
      { pointer: '/a b', about: 'x', values: [] },
    ],
  }
  const offered = (text: string) => completeQuery(text, text.length, vocabulary).suggestions.map(({ insert }) => insert)

  test.each([
    ['hea', ['header.']],
    ['bod', ['body./']],
    ['header.', ['header.content-type:', 'header.x-request-id:', 'header.x-trace:']],
    ['-header.X-', ['header.x-request-id:', 'header.x-trace:']],
    ['header.type', ['header.content-type:']],
    ['body.', ['body./data/status:', 'body."/a b":']],
    ['body./stat', ['body./data/status:']],
    ['body./data/status:', ['completed ', '"no answer" ', '* ']],
    ['body./data/status:c', ['completed ']],
    ['header.x-trace:', ['* ']],
  ])('%s', (text, inserts) => {
    expect(offered(text)).toEqual(inserts)
  })

  test('what is taken stands in place of what was typed', () => {
    const { span } = completeQuery('a -header.x-tr b', 14, vocabulary)
    expect(span).toEqual({ start: 3, end: 14 })
  })
})
