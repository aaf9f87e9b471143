// What the page asks of a browser: scripts to be fetched at its start, and how long its longest task holds up what the user does.
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { type BuiltHost, startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { benchOptions, type Figures, median, report, rounded } from './support/bench.ts'
import { type BenchBrowser, openBrowser, openStream } from './support/browser.ts'
import { configOf, replicerSource } from './support/corpus.ts'
import { sendLoad } from './support/load.ts'

declare global {
  interface Window {
    longestTask: { ms: number; running: boolean }
  }
}

const options = benchOptions()
const rounds = options.quick ? 1 : 5
const burst = 300
const bodySize = options.quick ? 2_500_000 : 5_000_000

/**
 * Kilobytes of scripts, with gzip, once the page stands and nothing more is fetched ahead, and after its first use, which fetches the
 * pages and dialogs (the code view comes later).
 */
async function scriptSizes(host: BuiltHost, browser: BenchBrowser): Promise<readonly [start: number, used: number]> {
  const page = await browser.newPage()
  const sizes: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length))
  })
  const fetched = async () => {
    await page.waitForTimeout(3000)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000
  }
  await openStream(page, host, { untouched: true })
  const start = await fetched()
  await page.mouse.move(1200, 5)
  const used = await fetched()
  await page.context().close()
  return [start, used]
}

/**
 * Milliseconds of the longest task while something is done: the longest gap between messages that the page posts to itself, less
 * what such a message takes. Shorter tasks than the browser's own 50 ms are seen too.
 */
async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const channel = new MessageChannel()
    window.longestTask = { ms: 0, running: true }
    let before = performance.now()
    channel.port1.onmessage = () => {
      const now = performance.now()
      window.longestTask.ms = Math.max(window.longestTask.ms, now - before)
      before = now
      if (window.longestTask.running) channel.port2.postMessage(0)
    }
    channel.port2.postMessage(0)
  })
  await act()
  return page.evaluate(() => {
    window.longestTask.running = false
    return window.longestTask.ms
  })
}

async function duringBurst(host: BuiltHost, browser: BenchBrowser): Promise<number> {
  const page = await browser.newPage()
  await openStream(page, host)
  await page.waitForTimeout(1000)
  const ms = await longestTask(page, async () => {
    await sendLoad({ urls: { replicer: host.url('replicer').href }, total: burst, seed: 7 })
    await page.waitForTimeout(1000)
  })
  await page.context().close()
  return ms
}

/** JSON of many small turns. */
function largeBody(): string {
  const turn = (at: number) => `{"at":${at},"who":"agent","text":"turn ${at}, of which there are many in this call"}`
  const turns: string[] = []
  for (let at = 0, size = 0; size < bodySize; at++, size += turn(at).length + 1) turns.push(turn(at))
  return `{"id":"evt_large","turns":[${turns.join(',')}]}`
}

/** Opening the delivery's payload, and showing all of it laid out. */
async function openLarge(host: BuiltHost, browser: BenchBrowser): Promise<readonly [opening: number, showing: number]> {
  const page = await browser.newPage()
  await openStream(page, host)
  await page.waitForTimeout(1000)
  const opening = await longestTask(page, async () => {
    await page.locator('[data-delivery]').first().click()
    await page.keyboard.press('2')
    await page.getByRole('button', { name: 'Show anyway' }).waitFor()
    await page.waitForTimeout(300)
  })
  const showing = await longestTask(page, async () => {
    await page.getByRole('button', { name: 'Show anyway' }).click()
    await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 })
    await page.waitForTimeout(1500)
  })
  await page.context().close()
  return [opening, showing]
}

async function measure(browser: BenchBrowser): Promise<Figures> {
  const folder = temporaryFolder()
  const host = await startBuiltHost({ data: `${folder.path}/data`, config: configOf([replicerSource(() => 700)]) })
  const each = async <T>(run: () => Promise<T>) => {
    const results: T[] = []
    for (let round = 0; round < rounds; round++) results.push(await run())
    return results
  }
  try {
    await sendLoad({ urls: { replicer: host.url('replicer').href }, total: 200, seed: 99 })
    const [start, used] = await scriptSizes(host, browser)
    const bursts = await each(() => duringBurst(host, browser))
    await fetch(host.url('replicer'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: largeBody(),
    })
    const large = await each(() => openLarge(host, browser))
    return {
      'page.jsGzKb': rounded(start),
      'page.jsUsedGzKb': rounded(used),
      'page.burstTaskMs': rounded(median(bursts)),
      'page.openLargeMs': rounded(median(large.map(([opening]) => opening))),
      'page.showLargeMs': rounded(median(large.map(([, showing]) => showing))),
    }
  } finally {
    await host.stop()
    folder.remove()
  }
}

const browser = await openBrowser()
if (!browser) console.log('no Chromium is installed')
const unmeasured = {
  'page.jsGzKb': null,
  'page.jsUsedGzKb': null,
  'page.burstTaskMs': null,
  'page.openLargeMs': null,
  'page.showLargeMs': null,
}
const figures: Figures = browser ? await measure(browser) : unmeasured
await browser?.close()
report(options, figures)
