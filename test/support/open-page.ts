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

/** Opens a URL in real Chromium and keeps what went wrong in it. */
export async function openPage(url: string, options: PageOptions = {}): Promise<OpenPage> {
  const { width = 1440, height = 900, colorScheme = 'light' } = options
  const { scrollbars = process.env.UPDATE_SCREENSHOTS === '1' } = options
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium was found; `npm test` installs one')
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [...chromiumArgs],
    ...(scrollbars && { ignoreDefaultArgs: ['--hide-scrollbars'] }),
  })
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, acceptDownloads: true })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
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
  return { page, faults: () => faults, close: () => browser.close() }
}
