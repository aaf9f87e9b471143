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

export interface Scroller {
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

/** Which rows of fixed height a scrolling element shows, for any number of rows. */
export function useScroller(
  ref: RefObject<HTMLElement | null>,
  { count, rowHeight, view }: { count: number; rowHeight: number; view: number },
): Scroller {
  const [scale, setScale] = useState<ScrollScale>(() => makeScale(0, 0))
  const [scrollTop, setScrollTop] = useState(0)
  const now = useRef({ scale, scrollTop })
  now.current = { scale, scrollTop }
  const heightOf = useRef(rowHeight)
  const settling = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const move = useCallback(
    (next: ScrollScale, top: number) => {
      const to = scaleAt(next, top)
      now.current = { scale: to.scale, scrollTop: to.scrollTop }
      setScale(to.scale)
      setScrollTop(to.scrollTop)
      if (ref.current) ref.current.scrollTop = to.scrollTop
    },
    [ref],
  )

  // Keeps the same rows in view when the number or height of rows or the window's height changes.
  useLayoutEffect(() => {
    const { scale: before, scrollTop: at } = now.current
    const top = contentTop(before, at)
    const rows = before.content > 0 && rowHeight > 0 ? top / heightOf.current : 0
    heightOf.current = rowHeight
    move(makeScale(count * rowHeight, view), rows * rowHeight)
  }, [count, rowHeight, view, move])

  const onScroll = useCallback(() => {
    const element = ref.current
    if (!element) return
    const { scale: before, scrollTop: at } = now.current
    if (element.scrollTop === at) return
    const next = afterScroll(before, at, element.scrollTop)
    now.current = { scale: next, scrollTop: element.scrollTop }
    setScale(next)
    setScrollTop(element.scrollTop)
    const settle = () => move(now.current.scale, contentTop(now.current.scale, now.current.scrollTop))
    clearTimeout(settling.current)
    if (isStuck(next, element.scrollTop)) settle()
    else if (needsSettling(next, element.scrollTop)) settling.current = setTimeout(settle, settleAfterMs)
  }, [ref, move])
  useEffect(() => () => clearTimeout(settling.current), [])

  const reveal = useCallback(
    (index: number) => {
      const { scale: current, scrollTop: at } = now.current
      const top = contentTop(current, at)
      const row = index * rowHeight
      if (row < top) move(current, row)
      else if (row + rowHeight > top + current.view) move(current, row + rowHeight - current.view)
    },
    [move, rowHeight],
  )
  const scrollToTop = useCallback(() => move(now.current.scale, 0), [move])

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
