import { expect, test } from 'vitest'
import type { SchemaIssue } from '#shared/model/conformance.ts'
import { formatJson } from '../../../../src/renderer/src/code/json-text.ts'
import {
  issueMarks,
  missingLines,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/schema/schema-code.tsx'

const source = '{"data":{"minutes":"5.5","extra":[1,2]}}'
const shown = formatJson(source)
const at = (needle: string, more: Partial<SchemaIssue>): SchemaIssue => ({
  kind: 'type',
  pointer: '/data/minutes',
  keyword: 'type',
  expected: 'number',
  got: 'the string "5.5"',
  message: 'is the string "5.5"',
  line: 1,
  column: 1,
  offset: source.indexOf(needle),
  length: needle.length,
  ...more,
})

test('marks lie on the same characters in the text as it is shown', () => {
  const marks = issueMarks([at('"5.5"', {}), at('[1,2]', { kind: 'extra' })], shown)
  expect(marks.map(({ start, end }) => shown.text.slice(start, end).replace(/\s/g, ''))).toEqual(['"5.5"', '[1,2]'])
  expect(marks.map(({ tone, glyph }) => [tone, glyph])).toEqual([
    ['bad', 'wrong'],
    ['warn', 'extra'],
  ])
})

test('a missing field is a line of its own below the brace of its object', () => {
  const missing = at('{"minutes"', { kind: 'missing', pointer: '/data/a~1b', expected: 'string or null' })
  expect(issueMarks([missing], shown)).toEqual([])
  const [line] = missingLines([missing], shown)
  expect(line?.text).toBe('a/b: string or null')
  expect(shown.text.slice(0, line?.after).split('\n')).toHaveLength(2)
})
