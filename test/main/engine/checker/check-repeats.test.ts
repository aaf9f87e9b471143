import { expect, test } from 'vitest'
import { checkRepeats } from '../../../../src/main/engine/checker/check-repeats.ts'
import { checkBody, readingOf, schemaOf } from './check-json.ts'

const rules = [
  { header: 'X-Outcaller-Event', body: '/event' },
  { header: 'X-Outcaller-Workspace-Id', body: '/workspaceId' },
]
const json = '{\n  "event": "lead.created", "workspaceId": "w1"}'

function check(headers: Readonly<Record<string, string>>, schema: unknown = {}) {
  const checked = checkBody(json, 'application/json', schemaOf(schema))
  return checkRepeats(checked, readingOf(json), rules, (name) => headers[name])
}

test.each([
  ['the same', { 'x-outcaller-event': 'lead.created', 'x-outcaller-workspace-id': 'w1' }],
  ['one of them left out', { 'x-outcaller-event': 'lead.created' }],
  ['none', {}],
])('headers that say %s make no difference', (_, headers) => {
  expect(check(headers)).toMatchObject({ state: 'conforms', issueCount: 0 })
})

test('a header that says something else is a difference at the value', () => {
  const result = check({ 'x-outcaller-event': 'lead.updated', 'x-outcaller-workspace-id': 'w2' })
  expect(result).toMatchObject({ state: 'differs', reason: 'issues-found', issueCount: 2 })
  expect(result.issues[0]).toMatchObject({ kind: 'value', pointer: '/event', keyword: 'header', line: 2, column: 12 })
  expect(result.issues[0]!.message).toBe(
    'event is "lead.created", while the header X-Outcaller-Event says "lead.updated"',
  )
})

test('it is added to the differences from the schema, in the order of the text', () => {
  const result = check({ 'x-outcaller-workspace-id': 'w2' }, { properties: { event: { const: 'x' } } })
  expect(result.issues.map(({ pointer }) => pointer)).toEqual(['/event', '/workspaceId'])
})

test('a payload that was held against nothing is left alone', () => {
  const unchecked = checkBody(json, 'application/json', 'event-not-documented')
  expect(checkRepeats(unchecked, readingOf(json), rules, () => 'other')).toBe(unchecked)
})
