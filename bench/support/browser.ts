import { type Browser, chromium, type Page } from 'playwright-core'
import type { BuiltHost } from '../../test/support/built-host.ts'
import { chromiumArgs, findChromium } from '../../test/support/find-chromium.ts'

export interface BenchBrowser {
  /** A page with an empty cache, not yet at an address. */
  newPage(): Promise<Page>
  close(): Promise<void>
}

/** Real Chromium with scroll bars that can be dragged; null where there is none. */
export async function openBrowser(): Promise<BenchBrowser | null> {
  const executablePath = findChromium()
  if (!executablePath) return null
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [...chromiumArgs],
    ignoreDefaultArgs: ['--hide-scrollbars'],
  })
  return {
    async newPage() {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      return context.newPage()
    },
    close: () => browser.close(),
  }
}

/**
 * Opens the stream of a host; the pointer is kept off the list, where it would hold new rows back. `untouched`: there is no pointer,
 * which the page would take for its user's.
 */
export async function openStream(page: Page, host: BuiltHost, { untouched = false } = {}): Promise<void> {
  const api = await host.api()
  await api.call('settings.update', { guideDone: true })
  api.close()
  await page.goto(host.ready.ui)
  await page.locator('[data-delivery]').first().waitFor()
  if (!untouched) await page.mouse.move(1200, 5)
}
