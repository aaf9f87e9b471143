// From the answer that the sender got to the painted row in Chromium; time to the first painted row; size of the page's scripts.
import type { Page } from 'playwright-core'
import { type BuiltHost, startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { benchOptions, type Figures, median, percentile, report, rounded } from './support/bench.ts'
import { type BenchBrowser, openBrowser, openStream } from './support/browser.ts'
import { configOf, replicerSource } from './support/corpus.ts'
import { sendLoad } from './support/load.ts'

declare global {
  interface Window {
    /** Highest mark in the list, when its frame was painted, and when the next frame began (both Unix milliseconds). */
    painted: { mark: number; at: number; next: number }[]
    /** Highest mark that has reached the browser, and when. */
    received: { mark: number; at: number; next: number }[]
    /** A callback of the frame that is being made is running. */
    inFrame: boolean
    firstRowAt: number
  }
}

const options = benchOptions()
const seconds = options.quick ? 4 : 15
const opened = options.quick ? 3 : 7

/** Notes when marks reach the browser, and when frames are made. To be run before the page's own scripts. */
function watchBrowser(): void {
  window.received = []
  window.inFrame = false
  const request = window.requestAnimationFrame
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      window.inFrame = true
      callback(time)
      // After the observers of what it changed.
      queueMicrotask(() => {
        window.inFrame = false
      })
    })
  const offset = Date.now() - performance.now()
  let highest = 0
  window.WebSocket = class extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given)
      this.addEventListener('message', ({ data }) => {
        const marks = [...String(data).matchAll(/Mark(\d+)X/g)].map((found) => Number(found[1]))
        const mark = Math.max(0, ...marks)
        if (mark <= highest) return
        highest = mark
        const at = performance.now() + offset
        window.received.push({ mark, at, next: at })
      })
    }
  }
}

/** Notes each frame in which the list shows a newer mark than before. */
function watchMarks(): void {
  window.painted = []
  const list = document.querySelector('[data-list="deliveries"]')
  if (!list) throw new Error('there is no list')
  const channel = new MessageChannel()
  const offset = Date.now() - performance.now()
  let highest = 0
  let waiting = false
  const unix = () => performance.now() + offset
  const pending: { mark: number; at: number; next: number }[] = []
  // A task that is posted in a frame's callback runs after that frame was laid out and painted.
  channel.port1.onmessage = () => {
    const entry = pending.shift()
    if (entry) entry.at = unix()
  }
  const look = () => {
    waiting = false
    const marks = [...(list.textContent ?? '').matchAll(/Mark(\d+)X/g)].map((found) => Number(found[1]))
    const mark = Math.max(0, ...marks)
    if (mark <= highest) return
    highest = mark
    const entry = { mark, at: 0, next: 0 }
    window.painted.push(entry)
    pending.push(entry)
    channel.port2.postMessage(0)
    requestAnimationFrame(() => {
      entry.next = unix()
    })
  }
  new MutationObserver(() => {
    // What is changed while a frame is made is in that frame.
    if (window.inFrame) return look()
    if (waiting) return
    waiting = true
    requestAnimationFrame(look)
  }).observe(list, { childList: true, subtree: true, characterData: true, attributes: true })
}

/** A delivery counts as painted with the first frame that shows it or a newer one: at 1,000/s some are never in view. */
function delays(
  marks: readonly (readonly [number, number])[],
  painted: Window['painted'],
  when: 'at' | 'next',
): number[] {
  const found: number[] = []
  let index = 0
  for (const [mark, answeredAt] of [...marks].sort(([a], [b]) => a - b)) {
    while (index < painted.length && (painted[index]?.mark ?? 0) < mark) index++
    const frame = painted[index]
    if (!frame || frame[when] === 0) break
    found.push(frame[when] - answeredAt)
  }
  return found
}

async function paintAt(rate: number, browser: BenchBrowser): Promise<number> {
  const folder = temporaryFolder()
  const host = await startBuiltHost({ data: `${folder.path}/data`, config: configOf([replicerSource(() => 700)]) })
  const urls = { replicer: host.url('replicer').href }
  try {
    await sendLoad({ urls, total: 200, seed: 99 })
    const page = await browser.newPage()
    await page.addInitScript(watchBrowser)
    await openStream(page, host)
    await page.evaluate(watchMarks)
    const { marks, answered, perSecond } = await sendLoad({
      urls,
      rate,
      seconds,
      sizes: [700],
      seed: rate,
      marked: true,
    })
    await page.waitForFunction((last) => (window.painted.at(-1)?.mark ?? 0) >= last, answered, { timeout: 60_000 })
    await page.waitForTimeout(200)
    const { painted, received } = await page.evaluate(() => ({ painted: window.painted, received: window.received }))
    const [shown, next] = [delays(marks, painted, 'at'), delays(marks, painted, 'next')]
    const here = delays(marks, received, 'at')
    if (shown.length < marks.length * 0.99) throw new Error(`${shown.length} of ${marks.length} were seen`)
    const line = (of: readonly number[]) => [0.5, 0.95, 1].map((share) => percentile(of, share).toFixed(0)).join(' / ')
    console.log(
      `${rate}/s: ${answered} answered (${Math.round(perSecond)}/s), ${painted.length} frames; p50 / p95 / max ${line(shown)} ms; to the frame after it ${line(next)} ms; to the browser ${line(here)} ms`,
    )
    await page.context().close()
    return rounded(percentile(shown, 0.95), 1)
  } finally {
    await host.stop()
    folder.remove()
  }
}

/** Milliseconds from navigation to the first painted row, and kilobytes of scripts that had been fetched by then. */
async function openOnce(host: BuiltHost, page: Page): Promise<readonly [number, number]> {
  let bytes = 0
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return
    void response.body().then(
      (body) => {
        bytes += body.length
      },
      () => undefined,
    )
  })
  await page.addInitScript(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      window.firstRowAt = performance.now()
    }
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[data-delivery]')) return
      observer.disconnect()
      requestAnimationFrame(() => channel.port2.postMessage(0))
    })
    observer.observe(document, { childList: true, subtree: true })
  })
  await openStream(page, host)
  await page.waitForFunction(() => window.firstRowAt > 0)
  await page.waitForTimeout(500)
  const at = await page.evaluate(() => window.firstRowAt)
  await page.context().close()
  return [at, bytes / 1000]
}

async function firstPaint(browser: BenchBrowser): Promise<Figures> {
  const folder = temporaryFolder()
  const host = await startBuiltHost({ data: `${folder.path}/data`, config: configOf([replicerSource(() => 700)]) })
  try {
    await sendLoad({ urls: { replicer: host.url('replicer').href }, total: 200, seed: 99 })
    const runs: (readonly [number, number])[] = []
    for (let run = 0; run < opened; run++) runs.push(await openOnce(host, await browser.newPage()))
    return {
      'firstPaint.ms': rounded(median(runs.map(([ms]) => ms))),
      'page.jsKb': rounded(median(runs.map(([, kb]) => kb))),
    }
  } finally {
    await host.stop()
    folder.remove()
  }
}

const browser = await openBrowser()
if (!browser) console.log('no Chromium is installed')
const figures: Figures = browser
  ? {
      'paint.p95Ms': { 50: await paintAt(50, browser), 1000: await paintAt(1000, browser) },
      ...(await firstPaint(browser)),
    }
  : { 'paint.p95Ms': null, 'firstPaint.ms': null, 'page.jsKb': null }
await browser?.close()
report(options, figures)
