import type { Page } from 'playwright-core'

/** Controls without a name that assistive technology could say. Empty: all have one. */
export async function namelessControls(page: Page): Promise<string[]> {
  const snapshot = await page.locator('body').ariaSnapshot()
  return snapshot
    .split('\n')
    .map((line) => line.trim())
    .filter((line) =>
      /^- (button|link|textbox|searchbox|combobox|checkbox|radio|tab|dialog|listbox|table)(\s*\[.*)?:?$/.test(line),
    )
}

/**
 * Rendered texts whose contrast against what lies behind them is below `least` (WCAG 2.2, 1.4.3).
 * Marks that stand for blanks are graphics, which need 3 (1.4.11).
 */
export function faintTexts(page: Page, least = 4.5): Promise<string[]> {
  return page.evaluate((least) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    if (!canvas) throw new Error('no canvas')
    type Colour = readonly [number, number, number, number]
    const colours = new Map<string, Colour>()
    const read = (css: string): Colour => {
      const known = colours.get(css)
      if (known) return known
      const colour = drawn(css)
      colours.set(css, colour)
      return colour
    }
    const drawn = (css: string): Colour => {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = css
      canvas.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data
      return [r, g, b, a / 255]
    }
    const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => [
      r * a + R * (1 - a),
      g * a + G * (1 - a),
      b * a + B * (1 - a),
      1,
    ]
    const luminance = (colour: Colour) => {
      const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((value) => {
        const part = value / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const behind = (element: Element): Colour => {
      const own = read(getComputedStyle(element).backgroundColor)
      return own[3] === 1 || !element.parentElement
        ? over(own, [255, 255, 255, 1])
        : over(own, behind(element.parentElement))
    }
    const isShown = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      element.getBoundingClientRect().width > 1 &&
      !element.closest('[aria-hidden="true"], [inert], :disabled, .sr-only, [data-disabled]')
    const found: string[] = []
    for (const element of document.querySelectorAll('body *')) {
      const text = [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent)
      if (text.join('').trim() === '' || !isShown(element)) continue
      const back = behind(element)
      const [light = 0, dark = 0] = [over(read(getComputedStyle(element).color), back), back]
        .map(luminance)
        .sort((a, b) => b - a)
      const contrast = (light + 0.05) / (dark + 0.05)
      if (contrast < (/^[↵·]+$/.test(text.join('').trim()) ? 3 : least))
        found.push(`${contrast.toFixed(2)}: ${text.join('').trim().slice(0, 40)}`)
    }
    return [...new Set(found)]
  }, least)
}

/** Goes through the page with Tab; names of the stops that show no focus ring. */
export async function unseenFocus(page: Page, stops: number): Promise<string[]> {
  const unseen: string[] = []
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press('Tab')
    const problem = await page.evaluate(() => {
      const focused = document.activeElement
      if (!focused || focused === document.body) return null
      const rings = [
        focused,
        ...(focused.parentElement ? [focused.parentElement] : []),
        ...focused.querySelectorAll('[data-cursor="true"], [data-next]'),
      ]
      const seen = rings.some((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
      })
      return seen
        ? null
        : `${focused.tagName} ${focused.getAttribute('aria-label') ?? focused.textContent?.slice(0, 30)}`
    })
    if (problem) unseen.push(problem)
  }
  return [...new Set(unseen)]
}

/** Does something stand out of the window sideways? */
export const overflows = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth)
