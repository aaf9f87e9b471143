import type { Locator, Page } from 'playwright-core'
import { faintTexts, namelessControls, overflows } from '../support/look-at-page.ts'
import { clippedTexts } from './clipped-texts.ts'
import { readingPlace, staysStill } from './stay-still.ts'

export interface Pace {
  /** Milliseconds of reading at each place. */
  readonly readMs: number
  /** Stops of the Tab key on each page. */
  readonly stops: number
  /** Fewer deliveries, and contrast and names only on pages, not on what opens over them. */
  readonly brief?: boolean
}

/** One visitor in one window: goes somewhere, looks at all that can be wrong there, and remembers it. */
export class Visit {
  readonly problems: string[] = []
  readonly page: Page
  readonly #pace: Pace
  readonly #name: string
  /** What opens something was tried once; the same one on other pages is not tried again. */
  readonly #tried = new Set<string>()

  constructor(page: Page, name: string, pace: Pace) {
    this.page = page
    this.#name = name
    this.#pace = pace
  }

  get brief(): boolean {
    return this.#pace.brief ?? false
  }

  /** Looks at the page as it stands, and reads it for a while. */
  async look(where: string, thorough = true): Promise<void> {
    const { page } = this
    const at = await readingPlace(page)
    await page.mouse.move(at.x, at.y)
    // Tooltips and menus have come, new rows have found their places.
    await page.waitForTimeout(200)
    const moved = await staysStill(page, at, this.#pace.readMs)
    if (moved) this.#note(where, `under the pointer ${moved}`)
    for (const text of await clippedTexts(page)) this.#note(where, text)
    if (!thorough) return
    for (const text of await faintTexts(page)) this.#note(where, `faint, ${text}`)
    for (const text of await namelessControls(page)) this.#note(where, `without a name: ${text}`)
    if (await overflows(page)) this.#note(where, 'wider than the window')
  }

  /** Presses keys; the focus must be somewhere afterwards. */
  async press(where: string, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
    await this.focusIsSomewhere(`${where}, after ${keys.join(' ')}`)
  }

  /** Goes through a page with Tab. */
  async tabThrough(where: string): Promise<void> {
    let nowhere = 0
    for (let stop = 0; stop < this.#pace.stops; stop += 1) {
      await this.page.keyboard.press('Tab')
      // Behind the last stop comes the browser's own bar, once; then the first one again.
      nowhere = (await this.page.evaluate(() => document.activeElement === document.body)) ? nowhere + 1 : 0
      if (nowhere === 2) this.#note(where, `the focus is lost at stop ${stop + 1}`)
    }
  }

  /** Opens everything on the page that says it opens something, looks at it, and leaves it by Escape. */
  async openAll(where: string): Promise<void> {
    const openers = this.page.locator(
      'button:visible:enabled:is([aria-haspopup="menu"], [aria-haspopup="dialog"], [role="combobox"])',
    )
    await this.#openEach(where, openers)
    await this.#openEach(where, this.page.getByRole('button', { name: /…$/ }))
  }

  async #openEach(where: string, openers: Locator): Promise<void> {
    for (let index = 0; index < (await openers.count()); index += 1) {
      const opener = openers.nth(index)
      if (!(await opener.isVisible()) || !(await opener.isEnabled())) continue
      const name = (await opener.getAttribute('aria-label')) ?? (await opener.textContent()) ?? ''
      if (this.#tried.has(name)) continue
      this.#tried.add(name)
      const before = await this.page.locator('body').innerText()
      await opener.focus()
      await this.page.keyboard.press('Enter')
      const opened = this.page.locator('[role="dialog"]:visible, [role="menu"]:visible, [role="listbox"]:visible')
      try {
        await opened.last().waitFor({ timeout: 3000 })
      } catch {
        // Some show more of the page itself.
        if ((await this.page.locator('body').innerText()) === before)
          this.#note(where, `“${name.trim()}” opened nothing`)
        continue
      }
      await this.look(`${where}, “${name.trim()}”`, !this.brief)
      await this.page.keyboard.press('Escape')
      await this.page.waitForTimeout(60)
      await this.focusIsSomewhere(`${where}, after “${name.trim()}” was left`)
    }
  }

  /** Keys must not be lost: something has to have the focus. */
  async focusIsSomewhere(where: string): Promise<void> {
    // Where something was closed, the focus comes back with the next frame.
    const isLost = () => this.page.evaluate(() => document.activeElement === document.body)
    if (!(await isLost())) return
    await this.page.waitForTimeout(150)
    if (await isLost()) this.#note(where, 'the focus is lost')
  }

  #note(where: string, what: string): void {
    const line = `${this.#name}, ${where}: ${what}`
    if (!this.problems.includes(line)) this.problems.push(line)
  }
}
