// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react'
import { useRef } from 'react'
import { expect, test } from 'vitest'
import { longestTrack } from '../../../../src/renderer/src/features/stream/scroll-scale.ts'
import { useScroller } from '../../../../src/renderer/src/features/stream/use-scroller.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

type Scroller = ReturnType<typeof useScroller>
interface ListProps {
  readonly count: number
  readonly rowHeight?: number
  readonly view?: number
}

/** The scroller of the last render. */
let scroller: Scroller

function List({ count, rowHeight = 32, view = 640 }: ListProps) {
  const ref = useRef<HTMLDivElement>(null)
  scroller = useScroller(ref, { count, rowHeight, view })
  return <div ref={ref} data-testid="list" onScroll={scroller.onScroll} />
}
const show = (props: ListProps) => renderWith(memoryEngine(), <List {...props} />)
const element = () => screen.getByTestId('list')
const scrollTo = (top: number) =>
  happens(() => {
    element().scrollTop = top
    fireEvent.scroll(element())
  })
/** Where a row is, from the top of what is seen. */
const onScreen = (index: number) => scroller.rowTop(index) - element().scrollTop
const reveal = (index: number) => happens(() => scroller.reveal(index))

test('of many rows those in sight are rendered, and a few around them', async () => {
  await show({ count: 10_000 })
  expect(scroller.seen).toEqual({ first: 0, last: 19 })
  expect([scroller.first, scroller.last]).toEqual([0, 27])
  await scrollTo(32 * 100)
  expect(scroller.seen).toEqual({ first: 100, last: 119 })
  expect([scroller.first, scroller.last]).toEqual([92, 127])
})

test('a row that is cut off at the edge counts as seen', async () => {
  await show({ count: 100 })
  await scrollTo(16)
  expect(scroller.seen).toEqual({ first: 0, last: 20 })
})

test('an empty list has no rows, and is at its top', async () => {
  await show({ count: 0 })
  expect(scroller.last).toBe(-1)
  expect(scroller.atTop).toBe(true)
})

test('fewer rows than fit are all there', async () => {
  await show({ count: 3 })
  expect([scroller.first, scroller.last]).toEqual([0, 2])
  expect(scroller.track).toBe(3 * 32)
})

test('it is at the top only there', async () => {
  await show({ count: 100 })
  await scrollTo(5)
  expect(scroller.atTop).toBe(false)
  await happens(() => scroller.scrollToTop())
  expect(scroller.atTop).toBe(true)
  expect(element().scrollTop).toBe(0)
})

test('a row is revealed by as little as that takes', async () => {
  await show({ count: 100 })
  await reveal(10)
  expect(element().scrollTop).toBe(0)
  await reveal(20)
  expect(element().scrollTop).toBe(32)
  expect(onScreen(20)).toBe(640 - 32)
  await reveal(50)
  await reveal(45)
  expect(onScreen(50)).toBe(640 - 32)
  await reveal(3)
  expect(onScreen(3)).toBe(0)
})

test('rows of another height: the same ones stay in sight', async () => {
  const { rerender } = await show({ count: 1000 })
  await scrollTo(32 * 100)
  rerender(<List count={1000} rowHeight={48} />)
  expect(scroller.seen.first).toBe(100)
  expect(element().scrollTop).toBe(48 * 100)
})

test('a higher window shows more rows from the same one on', async () => {
  const { rerender } = await show({ count: 1000 })
  await scrollTo(32 * 100)
  rerender(<List count={1000} view={1280} />)
  expect(scroller.seen).toEqual({ first: 100, last: 139 })
})

test('where rows go away at the end, what is left is shown', async () => {
  const { rerender } = await show({ count: 1000 })
  await scrollTo(32 * 980)
  rerender(<List count={10} />)
  expect(scroller.seen).toEqual({ first: 0, last: 9 })
  expect(element().scrollTop).toBe(0)
})

const million = 1_000_000

test('a million rows fit a track that a browser can hold, from the first to the last', async () => {
  await show({ count: million })
  expect(scroller.track).toBe(longestTrack)
  expect(onScreen(0)).toBe(0)
  await reveal(million - 1)
  expect(scroller.seen.last).toBe(million - 1)
  expect(onScreen(million - 1)).toBe(640 - 32)
  await scrollTo(longestTrack - 640)
  expect(scroller.seen.last).toBe(million - 1)
})

test('the wheel moves rows by as many pixels, wherever one is', async () => {
  await show({ count: million })
  await reveal(500_000)
  const before = onScreen(500_000)
  await scrollTo(element().scrollTop + 100)
  expect(onScreen(500_000)).toBeCloseTo(before - 100, 3)
})

test('the thumb in the middle is the middle of the rows', async () => {
  await show({ count: million })
  await scrollTo((longestTrack - 640) / 2)
  expect(Math.abs(scroller.seen.first - million / 2)).toBeLessThan(20)
})

test('after scrolling far by wheel, the thumb is set where it belongs, and no row moves', async () => {
  await show({ count: million })
  await reveal(500_000)
  let expected = onScreen(500_000)
  for (let step = 0; step < 40; step += 1) {
    await scrollTo(element().scrollTop + 600)
    expected -= 600
  }
  expect(onScreen(500_000)).toBeCloseTo(expected, 3)
  const { seen } = scroller
  const before = element().scrollTop
  await expect.poll(() => element().scrollTop).not.toBe(before)
  expect(scroller.seen).toEqual(seen)
  expect(onScreen(500_000)).toBeCloseTo(expected, 3)
})

test('held at the end of the track, the wheel still reaches the last row', async () => {
  await show({ count: million })
  await reveal(million - 1)
  await reveal(million - 100)
  for (let step = 0; step < 20; step += 1) await scrollTo(Math.min(longestTrack - 640, element().scrollTop + 300))
  expect(scroller.seen.last).toBe(million - 1)
})
