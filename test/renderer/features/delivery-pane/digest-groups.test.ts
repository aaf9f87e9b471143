import { describe, expect, test } from 'vitest'
import { digestGroups } from '../../../../src/renderer/src/features/delivery-pane/tabs/signature/digests.tsx'

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
