import { expect, test } from 'vitest'
import { completeQuery, type QueryVocabulary } from '#shared/query/complete-query.ts'
import { fields } from '#shared/query/fields.ts'
import { pathFields } from '#shared/query/path-fields.ts'

const vocabulary: QueryVocabulary = {
  types: ['call.ended', 'call.started', 'sms.received', 'odd*type'],
  providers: [
    { id: 'allo-v2', name: 'Allo' },
    { id: 'oneinbox', name: 'OneInbox' },
  ],
  endpoints: [{ id: 'end_1', name: 'Front desk' }],
}

/** Labels at the bar in the text, and the text after the first of them is taken. */
function complete(marked: string): { labels: string[]; taken: string | null } {
  const caret = marked.indexOf('|')
  const text = marked.replace('|', '')
  const { span, suggestions } = completeQuery(text, caret, vocabulary)
  const first = suggestions[0]
  return {
    labels: suggestions.map(({ label }) => label),
    taken: first === undefined ? null : text.slice(0, span.start) + first.insert + text.slice(span.end),
  }
}

test('an empty place offers every field with what it is for', () => {
  const { suggestions } = completeQuery('kitchen ', 8, vocabulary)
  expect(suggestions.map(({ label }) => label).slice(0, fields.length)).toEqual(fields.map(({ name }) => `${name}:`))
  expect(suggestions.every(({ about }) => about !== null)).toBe(true)
})

test.each([
  ['veri|', ['verification:'], 'verification:'],
  ['verified|', ['verification:'], 'verification:'],
  ['-is|', ['is:'], '-is:'],
  ['a not is|', ['is:'], 'a not is:'],
  ['conf|', ['schema:'], 'schema:'],
  ['ty|pe:x b', ['type:'], 'type:x b'],
  ['typ| b', ['type:'], 'type: b'],
  ['type:call|', ['call.ended', 'call.started'], 'type:call.ended '],
  ['type:sms| b', ['sms.received'], 'type:sms.received b'],
  ['type:odd|', ['odd*type'], 'type:"odd*type" '],
  ['provider:one|', ['oneinbox', 'none'], 'provider:oneinbox '],
  ['provider:ALLO|', ['allo-v2'], 'provider:allo-v2 '],
  ['endpoint:|', ['Front desk'], 'endpoint:"Front desk" '],
  ['endpoint:"front d|esk" b', ['Front desk'], 'endpoint:"Front desk" b'],
  ['-verified:un|', ['unsigned', 'unverifiable'], '-verified:unsigned '],
  ['verification:no|', ['no'], 'verification:no '],
  ['conformance:no|', ['no-schema', 'not-json', 'no-body'], 'conformance:no-schema '],
])('%s', (marked, labels, taken) => {
  expect(complete(marked)).toEqual({ labels, taken })
})

test('a dash offers the fields that it can turn round', () => {
  expect(complete('-|').labels).toHaveLength(fields.length + pathFields.length)
  expect(complete('-|').taken).toBe('-type:')
})

test.each(['"kitchen si|', 'zzz|', 'nofield:|', 'id:|'])('%s has nothing to offer', (marked) => {
  expect(complete(marked).labels).toEqual([])
})
