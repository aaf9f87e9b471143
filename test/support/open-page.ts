import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumArgs, findChromium } from './find-chromium.ts'

export interface OpenPage {
  readonly page: Page
  /** Page errors, console errors, and requests that left the host: there must be none. */
  readonly faults: () => readonly string[]
  close(): Promise<void>
}

export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
  /** With the scrollbars that users see; Playwright hides them otherwise. Screenshots for the docs always have them. */
  readonly scrollbars?: boolean
}

/** Opens a URL in real Chromium, with a storage of its own, and keeps what went wrong in it. */
export async function openPage(url: string, options: PageOptions = {}): Promise<OpenPage> {
  const { width = 1440, height = 900, colorScheme = 'light' } = options
  const { scrollbars = process.env.UPDATE_SCREENSHOTS === '1' } = options
  const { browser, leave } = await enterBrowser(scrollbars)
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  context.setDefaultTimeout(50_000)
  const page = await context.newPage()
  const faults: string[] = []
  const { origin } = new URL(url)
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const to = request.url()
    if (!to.startsWith(origin) && !/^(data|blob|ws):/.test(to)) faults.push(`left the host: ${to}`)
  })
  await page.goto(url)
  return {
    page,
    faults: () => faults,
    async close() {
      await context.close()
      await leave()
    },
  }
}

/** A browser takes a second to start, so pages that are open at a time share one; the last of them ends it. */
interface SharedBrowser {
  readonly started: Promise<Browser>
  readonly pages: Set<symbol>
}
const browsers = new Map<boolean, SharedBrowser>()

async function enterBrowser(scrollbars: boolean): Promise<{ readonly browser: Browser; leave(): Promise<void> }> {
  const shared = browsers.get(scrollbars) ?? { started: launch(scrollbars), pages: new Set() }
  browsers.set(scrollbars, shared)
  const me = Symbol('page')
  shared.pages.add(me)
  const browser = await shared.started
  return {
    browser,
    async leave() {
      shared.pages.delete(me)
      if (shared.pages.size === 0) await browser.close()
    },
  }
}

async function launch(scrollbars: boolean): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium was found; `npm test` installs one')
  const browser = await chromium.launch({
    executablePath,
    args: [...chromiumArgs],
    ...(scrollbars && { ignoreDefaultArgs: ['--hide-scrollbars'] }),
  })
  browser.once('disconnected', () => browsers.delete(scrollbars))
  return browser
}
