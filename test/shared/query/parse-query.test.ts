import { expect, test } from 'vitest'
import { parseQuery } from '#shared/query/parse-query.ts'
import type { Condition } from '#shared/query/query.ts'

/** 20 November 2026, 15:30 on this machine's clock. */
const now = new Date(2026, 10, 20, 15, 30).getTime()

function conditions(text: string): (Condition | null)[] {
  return parseQuery(text, now).terms.map(({ condition }) => condition)
}

test('an empty text has neither terms nor problems', () => {
  expect(parseQuery('  \t ', now)).toEqual({ text: '  \t ', terms: [], problems: [] })
})

test('terms keep where they stand, their negation and their value', () => {
  const query = parseQuery('  type:call.* -"kitchen sink"  not is:late', now)
  expect(
    query.terms.map(({ span, source, negated, field, value }) => [span.start, source, negated, field, value]),
  ).toEqual([
    [2, 'type:call.*', false, 'type', 'call.*'],
    [14, '-"kitchen sink"', true, null, 'kitchen sink'],
    [31, 'not is:late', true, 'is', 'late'],
  ])
  expect(query.terms[0]?.valueSpan).toEqual({ start: 7, end: 13 })
})

test.each<[string, Condition]>([
  ['type:call.ended', { kind: 'text', field: 'type', value: 'call.ended', wildcards: false }],
  ['TYPE:call.*', { kind: 'text', field: 'type', value: 'call.*', wildcards: true }],
  ['type:"call.*"', { kind: 'text', field: 'type', value: 'call.*', wildcards: false }],
  ['provider:allo-v2', { kind: 'text', field: 'provider', value: 'allo-v2', wildcards: false }],
  ['endpoint:"Front desk"', { kind: 'text', field: 'endpoint', value: 'Front desk', wildcards: false }],
  ['method:post', { kind: 'text', field: 'method', value: 'post', wildcards: false }],
  ['path:/in/a:b', { kind: 'text', field: 'path', value: '/in/a:b', wildcards: false }],
  ['call:c-1', { kind: 'text', field: 'call', value: 'c-1', wildcards: false }],
  ['event:e-1', { kind: 'text', field: 'event', value: 'e-1', wildcards: false }],
  ['id:dlv_1', { kind: 'text', field: 'id', value: 'dlv_1', wildcards: false }],
  ['verified:yes', { kind: 'verification', states: ['verified'] }],
  ['verified:NO', { kind: 'verification', states: ['failed', 'unsigned', 'unverifiable'] }],
  ['verified:failed', { kind: 'verification', states: ['failed'] }],
  ['verification:no', { kind: 'verification', states: ['failed', 'unsigned', 'unverifiable'] }],
  ['verification:unsigned', { kind: 'verification', states: ['unsigned'] }],
  ['reason:timestamp-too-old', { kind: 'reason', reason: 'timestamp-too-old' }],
  ['schema:differs', { kind: 'conformance', state: 'differs' }],
  ['conformance:not-json', { kind: 'conformance', state: 'not-json' }],
  ['status:200', { kind: 'status', from: 200, to: 200 }],
  ['status:5xx', { kind: 'status', from: 500, to: 599 }],
  ['status:>=400', { kind: 'status', from: 400, to: 999 }],
  ['status:>400', { kind: 'status', from: 401, to: 999 }],
  ['status:<300', { kind: 'status', from: 0, to: 299 }],
  ['status:<=300', { kind: 'status', from: 0, to: 300 }],
  ['status:none', { kind: 'unanswered' }],
  ['attempt:>1', { kind: 'number', field: 'attempt', is: '>', value: 1 }],
  ['attempt:2', { kind: 'number', field: 'attempt', is: '=', value: 2 }],
  ['size:>1kb', { kind: 'number', field: 'size', is: '>', value: 1024 }],
  ['size:<=1.5mb', { kind: 'number', field: 'size', is: '<=', value: 1_572_864 }],
  ['is:near-deadline', { kind: 'flag', flag: 'near-deadline' }],
  ['after:2h', { kind: 'time', side: 'after', at: now - 2 * 3_600_000 }],
  ['after:3D', { kind: 'time', side: 'after', at: now - 3 * 86_400_000 }],
  ['before:14:00', { kind: 'time', side: 'before', at: new Date(2026, 10, 20, 14).getTime() }],
  ['after:today', { kind: 'time', side: 'after', at: new Date(2026, 10, 20).getTime() }],
  ['after:yesterday', { kind: 'time', side: 'after', at: new Date(2026, 10, 19).getTime() }],
  ['before:2026-03-01', { kind: 'time', side: 'before', at: new Date(2026, 2, 1).getTime() }],
  ['after:2026-03-01T14:05', { kind: 'time', side: 'after', at: new Date(2026, 2, 1, 14, 5).getTime() }],
  ['after:"2026-03-01 14:05"', { kind: 'time', side: 'after', at: new Date(2026, 2, 1, 14, 5).getTime() }],
  ['after:2026-03-01T14:05:06Z', { kind: 'time', side: 'after', at: Date.UTC(2026, 2, 1, 14, 5, 6) }],
  ['after:2026-03-01T14:05:06+02:00', { kind: 'time', side: 'after', at: Date.UTC(2026, 2, 1, 12, 5, 6) }],
  ['"type:x"', { kind: 'words', text: 'type:x' }],
  ['https://example.com/x', { kind: 'words', text: 'https://example.com/x' }],
  ['12:30', { kind: 'words', text: '12:30' }],
  ['"say \\"hi\\" \\\\"', { kind: 'words', text: 'say "hi" \\' }],
  ['"open quote', { kind: 'words', text: 'open quote' }],
  ['not', { kind: 'words', text: 'not' }],
  ['-', { kind: 'words', text: '-' }],
  ['well-known', { kind: 'words', text: 'well-known' }],
])('%s', (text, condition) => {
  expect(conditions(text)).toEqual([condition])
  expect(parseQuery(text, now).problems).toEqual([])
})

test.each([
  ['typ:x', 'There is no field "typ:". Did you mean "type:"?', 'type:', [0, 4]],
  ['a verifed:no', 'There is no field "verifed:". Did you mean "verified:"?', 'verified:', [2, 10]],
  ['zebra:x', 'There is no field "zebra:". Put it in quotes to look for it as text.', null, [0, 6]],
  [
    'verified:maybe',
    '"maybe" is no value of "verification:". Possible: verified, failed, unsigned, unverifiable, checking, yes, no.',
    null,
    [9, 14],
  ],
  ['-verification:faild', '"faild" is no value of "verification:". Did you mean "failed"?', 'failed', [14, 19]],
  ['is:laet', '"laet" is no value of "is:". Did you mean "late"?', 'late', [3, 7]],
  ['is:near', '"near" is no value of "is:". Did you mean "near-deadline"?', 'near-deadline', [3, 7]],
  ['status:', '"status:" needs a value, such as 200, 2xx, 4xx, 5xx.', null, [7, 7]],
  ['type:', '"type:" needs a value.', null, [5, 5]],
  ['status:6xx', '"6xx" is not an answer status, such as 200, 2xx, 4xx, 5xx.', null, [7, 10]],
  ['status:>=', '">=" is not an answer status, such as 200, 2xx, 4xx, 5xx.', null, [7, 9]],
  ['attempt:-1', '"-1" is not a number that "attempt:" can use, such as >1, 1.', null, [8, 10]],
  ['size:1gb', '"1gb" is not a number that "size:" can use, such as >1kb, >1mb, <100.', null, [5, 8]],
  ['after:25:00', expect.stringContaining('"25:00" is not a time. Use 2h'), null, [6, 11]],
  ['after:2026-02-30', expect.stringContaining('is not a time'), null, [6, 16]],
  ['after:"soon"', expect.stringContaining('"soon" is not a time'), null, [6, 12]],
])('%s is a problem with its place', (text, message, suggestion, [start, end]) => {
  const { problems, terms } = parseQuery(text, now)
  expect(problems).toEqual([{ span: { start, end }, message, suggestion }])
  expect(terms.at(-1)?.condition).toBeNull()
})

test('a problem in one term leaves the others readable', () => {
  const { terms, problems } = parseQuery('typo:x kitchen status:999x verified:no', now)
  expect(terms.map(({ condition }) => condition?.kind ?? null)).toEqual([null, 'words', null, 'verification'])
  expect(problems).toHaveLength(2)
})

test('nothing that can be typed throws, and each term is where it says', () => {
  const pieces = [
    '"',
    '-',
    'not ',
    ':',
    '\\',
    '\0',
    'type:',
    'is:',
    'after:',
    '*',
    '🙂',
    '\ud800',
    '>',
    'x',
    ' ',
    '\n',
    '5xx',
  ]
  let seed = 7
  for (let round = 0; round < 3000; round++) {
    let text = ''
    for (let n = 0; n < 8; n++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      text += pieces[Math.floor(seed / 65_536) % pieces.length]
    }
    let last = 0
    for (const { span, source, valueSpan } of parseQuery(text, now).terms) {
      expect(span.start).toBeGreaterThanOrEqual(last)
      expect(span.end).toBeGreaterThan(span.start)
      expect(span.end).toBeLessThanOrEqual(text.length)
      expect(valueSpan.end).toBe(span.end)
      expect(source).toBe(text.slice(span.start, span.end))
      last = span.end
    }
  }
})
