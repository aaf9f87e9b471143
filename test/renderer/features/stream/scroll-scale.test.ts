import { describe, expect, it } from 'vitest'
import {
  afterScroll,
  contentTop,
  isStuck,
  longestTrack,
  makeScale,
  needsSettling,
  scaleAt,
} from '../../../../src/renderer/src/features/stream/scroll-scale.ts'

const rows = 1_000_000 * 48
const view = 600
const big = makeScale(rows, view)

describe('a list that fits', () => {
  const small = makeScale(32_000, view)
  it('scrolls one to one', () => {
    expect(small.track).toBe(32_000)
    expect(contentTop(small, 1_234)).toBe(1_234)
    expect(scaleAt(small, 500)).toEqual({ scale: small, scrollTop: 500 })
    expect(needsSettling(small, 31_400)).toBe(false)
  })
  it('a list shorter than the view does not scroll', () => {
    expect(scaleAt(makeScale(100, view), 50).scrollTop).toBe(0)
  })
})

describe('a list longer than an element may be', () => {
  it('has a track that Chromium can lay out', () => {
    expect(big.track).toBe(longestTrack)
  })

  it('moves by exactly as many pixels as the wheel turns', () => {
    const middle = scaleAt(big, rows / 2)
    const next = afterScroll(middle.scale, middle.scrollTop, middle.scrollTop + 100)
    expect(contentTop(next, middle.scrollTop + 100) - contentTop(middle.scale, middle.scrollTop)).toBe(100)
  })

  it('reads a jump as a share of the track', () => {
    const end = longestTrack - view
    expect(contentTop(afterScroll(big, 0, end), end)).toBeCloseTo(rows - view, 3)
    expect(contentTop(afterScroll(big, 0, end / 4), end / 4) / (rows - view)).toBeCloseTo(0.25, 2)
  })

  it.each([0, 1, 47, 12_345_678, rows - view - 1, rows - view])('shows position %d and finds it again', (top) => {
    const at = scaleAt(big, top)
    expect(contentTop(at.scale, at.scrollTop)).toBe(top)
    expect(needsSettling(at.scale, at.scrollTop)).toBe(false)
    expect(isStuck(at.scale, at.scrollTop)).toBe(false)
  })

  it('is stuck where the track ends before the rows do, and is not after settling', () => {
    const { scale, scrollTop } = scaleAt(big, 1_000_000)
    const top = 500 + scale.offset
    expect(isStuck(scale, 500)).toBe(false)
    expect(isStuck(scale, 0)).toBe(true)
    expect(needsSettling(scale, 500)).toBe(true)
    const settled = scaleAt(scale, top)
    expect(contentTop(settled.scale, settled.scrollTop)).toBe(top)
    expect(isStuck(settled.scale, settled.scrollTop)).toBe(false)
    expect(scrollTop).toBeGreaterThan(500)
  })

  it('reaches the first and the last row by wheel alone', () => {
    let { scale, scrollTop } = scaleAt(big, 12_000)
    for (let turn = 0; turn < 200; turn += 1) {
      const next = Math.max(0, scrollTop - 100)
      scale = afterScroll(scale, scrollTop, next)
      scrollTop = next
      if (isStuck(scale, scrollTop)) ({ scale, scrollTop } = scaleAt(scale, scrollTop + scale.offset))
    }
    expect(contentTop(scale, scrollTop)).toBe(0)
  })
})
