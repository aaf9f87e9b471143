import { describe, expect, test } from 'vitest'
import type { Ladder } from '#shared/model/ladder.ts'
import {
  digestGroups,
  excerpts,
  markOf,
  sizeWords,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/signature/digests.tsx'

describe('digestGroups', () => {
  test('groups of eight', () =>
    expect(digestGroups('0123456789abcdef01', null).map((group) => group.map(({ text }) => text).join('|'))).toEqual([
      '01234567',
      '89abcdef',
      '01',
    ]))
  test('the first difference stands alone in its group', () =>
    expect(digestGroups('0123456789ab', 9)[1]).toEqual([
      { text: '8', differs: false },
      { text: '9', differs: true },
      { text: 'ab', differs: false },
    ]))
  test('a difference at the very start or beyond the end', () => {
    expect(digestGroups('0123', 0)[0]?.[0]).toEqual({ text: '0', differs: true })
    expect(digestGroups('0123', 4)).toEqual([[{ text: '0123', differs: false }]])
  })
})

const ladder = (part: Partial<Ladder>): Ladder => ({
  cause: 'body-whitespace',
  proven: true,
  sentence: '',
  evidence: '',
  advice: '',
  secret: null,
  signedString: [],
  digest: null,
  firstDifference: null,
  sizes: null,
  steps: [],
  candidates: 1,
  tookMs: 1,
  timedOut: false,
  fix: null,
  ...part,
})
const differs = (offset: number, sizes: Ladder['sizes'] = null) =>
  ladder({ firstDifference: { offset, signed: '', came: '' }, sizes })
const whole = { name: 'body', bytes: '', size: 100, omitted: 0 }
const cut = { name: 'body', bytes: '', size: 100, omitted: 40 }

test('the byte that came otherwise is marked in the body alone', () => {
  expect(markOf(whole, differs(7))).toBe(7)
  expect(markOf({ ...whole, name: 'timestamp' }, differs(7))).toBeNull()
  expect(markOf(whole, ladder({}))).toBeNull()
  expect(markOf(whole, null)).toBeNull()
})

test('a part of another size is not the body that was compared', () => {
  expect(markOf(whole, differs(7, { signed: 100, came: 101 }))).toBe(7)
  expect(markOf(whole, differs(7, { signed: 90, came: 101 }))).toBeNull()
})

test('in a part that is cut, the mark moves with what is left out, or falls into it', () => {
  expect(markOf(cut, differs(29))).toBe(29)
  expect(markOf(cut, differs(30))).toBeNull()
  expect(markOf(cut, differs(69))).toBeNull()
  expect(markOf(cut, differs(70))).toBe(30)
  expect(markOf(cut, differs(99))).toBe(59)
  expect(markOf(cut, differs(101))).toBeNull()
})

test('both sides part at the first difference', () => {
  expect(excerpts({ offset: 5, signed: '{"a":1}', came: '{"a": 1}' })).toEqual({
    signed: { before: '{"a":', other: '1', after: '}' },
    came: { before: '{"a":', other: ' ', after: '1}' },
  })
  expect(excerpts({ offset: 2, signed: '{}', came: '{}\n' })).toEqual({
    signed: { before: '{}', other: '', after: '' },
    came: { before: '{}', other: '\n', after: '' },
  })
  expect(excerpts({ offset: 1, signed: 'a😀b', came: 'a?b' }).signed).toEqual({ before: 'a', other: '😀', after: 'b' })
})

test('sizes are told where they differ', () => {
  expect(sizeWords(1721, null)).toBe('1,721 bytes')
  expect(sizeWords(1, null)).toBe('1 byte')
  expect(sizeWords(800, differs(1, { signed: 721, came: 722 }))).toBe('721 bytes of body were signed, 722 came')
})
