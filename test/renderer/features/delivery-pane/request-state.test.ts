import { describe, expect, test } from 'vitest'
import type { DraftContent } from '#shared/model/draft.ts'
import {
  changesInWords,
  contentOf,
  headerChanges,
  headerLine,
  isSameContent,
  requestToSend,
  stateOf,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/edit/request-state.ts'

const original: DraftContent = {
  ...{ method: 'POST', url: 'http://localhost:3000/', body: null, sign: 'keep', broken: null },
  headers: [
    ['X-A', '1'],
    ['X-B', '2'],
    ['x-a', '3'],
  ],
}
const edited = (part: Partial<DraftContent>): DraftContent => ({ ...original, ...part })

test('a state holds what the draft holds', () => {
  expect(contentOf(stateOf(original))).toEqual(original)
  expect(isSameContent(contentOf(stateOf(original)), original)).toBe(true)
  expect(isSameContent(edited({ body: '' }), original)).toBe(false)
})

test('empty lines are left out, and blanks around names, method and URL', () => {
  const state = {
    ...stateOf(edited({ method: ' PUT ', url: ' http://localhost:1/ ' })),
    headers: [headerLine(' X-A ', ' v '), headerLine()],
  }
  expect(requestToSend(state)).toEqual({
    request: { method: 'PUT', url: 'http://localhost:1/', headers: [['X-A', ' v ']], body: null },
  })
})

test('each problem is told at its field', () => {
  const lines = [headerLine('X-A', 'ok'), headerLine('X A', ''), headerLine('X-B', 'Zürich 東京')]
  const result = requestToSend({ ...stateOf(edited({ method: '', url: '' })), headers: lines })
  const problems = 'problems' in result ? result.problems : new Map()
  expect([...problems.keys()].sort()).toEqual(
    ['method', 'url', `header ${lines[1]?.key}`, `header ${lines[2]?.key}`].sort(),
  )
  expect(problems.get('url')).toBe('Enter where to send it, e.g. http://localhost:3000/hooks.')
  expect(problems.get(`header ${lines[2]?.key}`)).toBe('This line holds a control character, or one beyond Latin-1.')
})

describe('what is changed, in words', () => {
  test.each<[Partial<DraftContent>, string]>([
    [{}, ''],
    [{ method: 'PUT', url: 'http://x/', body: 'e30=' }, 'method, URL, body'],
    [{ headers: original.headers.slice(1) }, '1 header'],
    [{ headers: [...original.headers, ['X-C', ''], ['X-D', '']] }, '2 headers'],
    [
      {
        headers: [
          ['X-A', 'new'],
          ['X-B', '2'],
          ['x-a', '3'],
        ],
      },
      '1 header',
    ],
    [{ headers: original.headers.toReversed() }, '1 header'],
    [{ headers: [...original.headers, ['', '']] }, ''],
  ])('%j', (part, words) => {
    expect(changesInWords(original, edited(part))).toBe(words)
  })
})

test('headers that are not as they were, paired by name in order', () => {
  const now = edited({
    headers: [
      ['X-A', '1'],
      ['x-a', '4'],
      ['X-A', '5'],
      ['X-New', 'n'],
    ],
  })
  expect(headerChanges(original, now)).toEqual([
    { name: 'x-a', before: '3', after: '4' },
    { name: 'X-A', before: null, after: '5' },
    { name: 'X-B', before: '2', after: null },
    { name: 'X-New', before: null, after: 'n' },
  ])
})
