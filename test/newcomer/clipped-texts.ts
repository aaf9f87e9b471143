import type { Page } from 'playwright-core'

/**
 * Texts of which a part cannot be read: cut off by a box that neither scrolls nor ends them with an ellipsis, or ended with one
 * where no tooltip has the rest.
 */
export function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const left = '[aria-hidden="true"], [inert], .sr-only, .monaco-editor, [data-radix-focus-guard]'
    const found: string[] = []
    const words = (text: string) => text.trim().replace(/\s+/g, ' ').slice(0, 60)
    const clips = (value: string) => value === 'hidden' || value === 'clip'
    const scrolls = (value: string) => value === 'auto' || value === 'scroll'
    const hasFullText = (element: Element) => element.closest('[title], [aria-label]') !== null

    type Cut = 'cut' | 'ellipsis' | 'scrolls' | null
    /** What becomes of a text that reaches out of this box. */
    const cutIn = (box: Element, text: DOMRect): Cut => {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(box)
      const { left, right, top, bottom } = box.getBoundingClientRect()
      const x = Math.max(left - text.left, text.right - right) > 1 ? overflowX : ''
      const y = Math.max(top - text.top, text.bottom - bottom) > 2 ? overflowY : ''
      if (scrolls(x) || scrolls(y)) return 'scrolls'
      if (clips(x)) return textOverflow === 'ellipsis' ? 'ellipsis' : 'cut'
      return clips(y) ? 'cut' : null
    }
    const cutBy = (element: Element, text: DOMRect): Cut => {
      for (let box: Element | null = element; box && box !== document.body; box = box.parentElement) {
        const cut = cutIn(box, text)
        if (cut) return cut
      }
      return null
    }

    const look = (node: Node) => {
      const element = node.parentElement
      const text = node.textContent ?? ''
      if (!element || text.trim() === '' || element.closest(left)) return
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      // What is said to assistive technology only has no room at all.
      if (box.width < 1 || element.getBoundingClientRect().width <= 1) return
      const cut = cutBy(element, box)
      if (cut === 'cut') found.push(`cut off: ${words(text)}`)
      if (cut === 'ellipsis' && !hasFullText(element)) found.push(`cut short without a tooltip: ${words(text)}`)
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) look(node)
    return [...new Set(found)]
  })
}
