import { expect, test } from 'vitest'
import type { IssueKind, SchemaIssue } from '#shared/model/conformance.ts'
import {
  countKinds,
  groupIssues,
  issueTone,
  shortMessage,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/schema/issue-list.tsx'

const issue = (kind: IssueKind, pointer: string, offset: number): SchemaIssue => ({
  kind,
  pointer,
  keyword: 'type',
  expected: 'number',
  got: 'a string',
  message: 'is a string',
  line: 1,
  column: 1,
  offset,
  length: 1,
})

const issues = [
  issue('value', '/data/turns/2/source', 90),
  issue('type', '/data/a~1b', 40),
  issue('missing', '/data/url', 10),
  issue('extra', '/top', 5),
  issue('missing', '/data/mail', 10),
]

test('issues stand below their object, in the order of the payload, with readable names', () => {
  const groups = groupIssues(issues).map(({ label, issues }) => [label, issues.map(({ name }) => name)])
  expect(groups).toEqual([
    ['top level', ['top']],
    ['data', ['mail', 'url', 'a/b']],
    ['data.turns[2]', ['source']],
  ])
})

test('an item of an array and the payload itself have names too', () => {
  expect(groupIssues([issue('type', '/list/3', 1)])[0]).toMatchObject({ label: 'list', issues: [{ name: '[3]' }] })
  expect(groupIssues([issue('type', '', 0)])[0]).toMatchObject({
    label: 'top level',
    issues: [{ name: 'the payload' }],
  })
})

test('kinds are counted in a fixed order, absent ones left out', () => {
  expect(countKinds(issues)).toEqual([
    { kind: 'missing', count: 2 },
    { kind: 'extra', count: 1 },
    { kind: 'type', count: 1 },
    { kind: 'value', count: 1 },
  ])
})

test('a wrong type and a forbidden null are the loud ones', () => {
  const kinds: IssueKind[] = ['missing', 'extra', 'type', 'null', 'value', 'format', 'other']
  expect(kinds.filter((kind) => issueTone({ kind }) === 'bad')).toEqual(['type', 'null'])
})

test('a message does not repeat the place that stands beside it', () => {
  const message = 'data.turns[2].source is "X", outside A, B'
  expect(shortMessage({ pointer: '/data/turns/2/source', message })).toBe('is "X", outside A, B')
  expect(shortMessage({ pointer: '/data/turns/1/source', message })).toBe(message)
})
