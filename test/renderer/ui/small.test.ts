import { describe, expect, it } from 'vitest'
import { answerTone } from '../../../src/renderer/src/ui/badges.tsx'
import { keyLabel } from '../../../src/renderer/src/ui/tooltip.tsx'

describe('how loud an answer is', () => {
  it.each([
    [200, 41, 10_000, 'quiet', 'quiet'],
    [200, 7_999, 10_000, 'quiet', 'quiet'],
    [200, 8_000, 10_000, 'quiet', 'warn'],
    [200, 10_000, 10_000, 'quiet', 'warn'],
    [200, 10_001, 10_000, 'bad', 'bad'],
    [401, 14, 10_000, 'bad', 'quiet'],
    [503, 8, null, 'bad', 'quiet'],
    [200, 90_000, null, 'quiet', 'quiet'],
  ] as const)('%d after %d of %s', (status, ms, deadline, code, time) => {
    expect(answerTone({ status, ms }, deadline)).toEqual({ status: code, time })
  })
})

describe('keys as they are printed', () => {
  it.each([
    ['Mod+k', 'Ctrl K', '⌘ K'],
    ['Shift+r', 'Shift r', 'Shift r'],
    ['g a', 'g a', 'g a'],
    ['ArrowDown', '↓', '↓'],
    [' ', 'Space', 'Space'],
    ['Escape', 'Esc', 'Esc'],
    ['?', '?', '?'],
  ])('%s', (keys, other, mac) => {
    expect(keyLabel(keys, false)).toBe(other)
    expect(keyLabel(keys, true)).toBe(mac)
  })
})
