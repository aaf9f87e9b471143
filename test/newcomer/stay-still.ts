import type { Page } from 'playwright-core'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A place where somebody reads: on a line of text near the middle of what is largest on the screen. */
export function readingPlace(page: Page): Promise<Point> {
  return page.evaluate(() => {
    const area =
      document.querySelector('[role="dialog"]') ??
      document.querySelector('[data-pane="delivery"] [role="tabpanel"]') ??
      document.querySelector('main') ??
      document.body
    const box = area.getBoundingClientRect()
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 }
    const lines = [...area.querySelectorAll('p, dd, td, li, h1, h2, h3, span')]
      .map((element) => element.getBoundingClientRect())
      .filter(({ width, height, top }) => width > 8 && height > 8 && top > box.top && top < box.bottom - 8)
      .map(({ left, top, width, height }) => ({ x: left + Math.min(width / 2, 40), y: top + height / 2 }))
    const far = ({ x, y }: Point) => Math.abs(x - middle.x) + Math.abs(y - middle.y)
    return lines.sort((a, b) => far(a) - far(b))[0] ?? middle
  })
}

/** Looks at each frame whether what lies under the pointer stays there; what became of it, or null. */
export function staysStill(page: Page, at: Point, ms: number): Promise<string | null> {
  return page.evaluate(
    ({ at, ms }) =>
      new Promise<string | null>((resolve) => {
        const under = () => document.elementFromPoint(at.x, at.y)
        const name = (element: Element | null) =>
          `${element?.tagName.toLowerCase()} “${element?.textContent?.trim().slice(0, 40)}”`
        // What a row says may be another text a moment later; whether anything moves is seen by the row.
        const rowOf = (found: Element | null) => found?.closest('[role="option"], [role="treeitem"]') ?? found
        const element = rowOf(under())
        const before = element?.getBoundingClientRect()
        const end = performance.now() + ms
        const look = () => {
          // React may put an equal element in its place.
          const now = (element?.isConnected ? element : rowOf(under()))?.getBoundingClientRect()
          if (!before || !now) return resolve(null)
          const [x, y] = [now.left - before.left, now.top - before.top]
          if (x !== 0 || y !== 0) resolve(`${name(element)} moved by ${Math.round(x)}, ${Math.round(y)} px`)
          else if (performance.now() >= end) resolve(null)
          else requestAnimationFrame(look)
        }
        look()
      }),
    { at, ms },
  )
}
