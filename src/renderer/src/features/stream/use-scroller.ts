import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  afterScroll,
  contentTop,
  isStuck,
  makeScale,
  needsSettling,
  type ScrollScale,
  scaleAt,
} from './scroll-scale.ts'

/** Inner size of an element, followed; zeros before the first measure. */
export function useElementSize(ref: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const read = () => {
      const { offsetWidth: width, clientHeight: height } = element
      setSize((now) => (now.width === width && now.height === height ? now : { width, height }))
    }
    read()
    const observer = new ResizeObserver(read)
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return size
}

interface Scroller {
  /** Rows to render, inclusive; `last` is -1 where there are none. */
  readonly first: number
  readonly last: number
  /** First and last row that can be seen. */
  readonly seen: { readonly first: number; readonly last: number }
  readonly track: number
  /** Where a row's top edge lies in the track, in pixels. */
  readonly rowTop: (index: number) => number
  readonly atTop: boolean
  readonly onScroll: () => void
  readonly scrollToTop: () => void
  /** Moves as little as needed to show the whole row. */
  readonly reveal: (index: number) => void
}

const overscan = 8
const settleAfterMs = 160

interface Size {
  readonly count: number
  readonly rowHeight: number
  /** Height of what is visible. */
  readonly view: number
}

interface Position extends Size {
  readonly scale: ScrollScale
  readonly scrollTop: number
}

/** Which rows of fixed height a scrolling element shows, for any number of rows. */
export function useScroller(ref: RefObject<HTMLElement | null>, size: Size): Scroller {
  const { count, rowHeight, view } = size
  // Not state: what was scrolled counts in each render from then on, also in one that another change began.
  const now = useRef<Position>({ ...size, scale: makeScale(count * rowHeight, view), scrollTop: 0 })
  if (!fits(now.current, size)) now.current = resized(now.current, size)
  const [, setPosition] = useState(now.current)
  const settling = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const { scale, scrollTop } = now.current

  // The element's own position, as far as is known: writing it makes the browser lay out the page at once.
  const shown = useRef(0)
  useLayoutEffect(() => {
    if (ref.current && shown.current !== scrollTop) ref.current.scrollTop = scrollTop
    shown.current = scrollTop
  }, [ref, scrollTop])

  const put = useCallback((scale: ScrollScale, scrollTop: number) => {
    now.current = { ...now.current, scale, scrollTop }
    setPosition(now.current)
  }, [])
  const move = useCallback(
    (top: number) => {
      const to = scaleAt(now.current.scale, top)
      put(to.scale, to.scrollTop)
    },
    [put],
  )

  const onScroll = useCallback(() => {
    const element = ref.current
    if (!element) return
    const { scale: before, scrollTop: at } = now.current
    const top = element.scrollTop
    if (top === at) return
    shown.current = top
    const next = afterScroll(before, at, top)
    put(next, top)
    const settle = () => move(contentTop(now.current.scale, now.current.scrollTop))
    clearTimeout(settling.current)
    if (isStuck(next, top)) settle()
    else if (needsSettling(next, top)) settling.current = setTimeout(settle, settleAfterMs)
  }, [ref, move, put])
  useEffect(() => () => clearTimeout(settling.current), [])

  const reveal = useCallback(
    (index: number) => {
      const { scale: current, scrollTop: at } = now.current
      const top = contentTop(current, at)
      const row = index * rowHeight
      if (row < top) move(row)
      else if (row + rowHeight > top + current.view) move(row + rowHeight - current.view)
    },
    [move, rowHeight],
  )
  const scrollToTop = useCallback(() => move(0), [move])

  const top = contentTop(scale, scrollTop)
  const seenFirst = Math.min(count - 1, Math.floor(top / rowHeight))
  const seenLast = Math.min(count - 1, Math.ceil((top + view) / rowHeight) - 1)
  return {
    first: Math.max(0, seenFirst - overscan),
    last: Math.min(count - 1, seenLast + overscan),
    seen: { first: Math.max(0, seenFirst), last: seenLast },
    track: scale.track,
    rowTop: (index) => index * rowHeight - scale.offset,
    atTop: top < 1,
    onScroll,
    scrollToTop,
    reveal,
  }
}

const fits = (position: Position, { count, rowHeight, view }: Size) =>
  position.count === count && position.rowHeight === rowHeight && position.view === view

/** Keeps the same rows in view when the number or height of rows or the window's height changes. */
function resized({ scale, scrollTop, rowHeight: before }: Position, size: Size): Position {
  const rows = scale.content > 0 && size.rowHeight > 0 ? contentTop(scale, scrollTop) / before : 0
  const to = scaleAt(makeScale(size.count * size.rowHeight, size.view), rows * size.rowHeight)
  return { ...size, ...to }
}
