// Frames per second while the stream is scrolled by wheel and by its scroll bar, and new rows arrive.
import type { Page } from 'playwright-core'
import { startBuiltHost } from '../test/support/built-host.ts'
import { benchOptions, report, rounded } from './support/bench.ts'
import { openBrowser, openStream } from './support/browser.ts'
import { fullConfig, fullFolder, urlsOf } from './support/full-folder.ts'
import { sendLoad } from './support/load.ts'

declare global {
  interface Window {
    scrollFrames: number[]
    framesRun: boolean
  }
}

const options = benchOptions()
const seconds = options.quick ? 3 : 10
const newRowsPerSecond = 20

/** Frames per second over all, and in the worst second. */
async function framesDuring(page: Page, act: () => Promise<void>): Promise<readonly [number, number]> {
  await page.evaluate(() => {
    window.scrollFrames = []
    window.framesRun = true
    const note = (at: number) => {
      window.scrollFrames.push(at)
      if (window.framesRun) requestAnimationFrame(note)
    }
    requestAnimationFrame(note)
  })
  await act()
  const scrollFrames = await page.evaluate(() => {
    window.framesRun = false
    return window.scrollFrames
  })
  const [first = 0, last = 0] = [scrollFrames[0], scrollFrames.at(-1)]
  let worst = Number.POSITIVE_INFINITY
  for (let from = first; from + 1000 <= last; from += 100)
    worst = Math.min(worst, scrollFrames.filter((at) => at >= from && at < from + 1000).length)
  return [((scrollFrames.length - 1) * 1000) / (last - first), worst]
}

async function measure(page: Page): Promise<number> {
  const list = page.locator('[data-list="deliveries"]')
  const place = () => list.evaluate((element) => element.scrollTop)
  const box = await list.boundingBox()
  if (!box) throw new Error('there is no list')
  const timed = async (name: string, act: () => Promise<void>) => {
    const from = await place()
    const [mean, worst] = await framesDuring(page, act)
    const moved = Math.abs((await place()) - from)
    if (moved < 1000) throw new Error(`${name}: the list moved by ${moved} pixels only`)
    console.log(`${name}: ${mean.toFixed(1)} frames/s, ${worst} in the worst second, moved by ${Math.round(moved)} px`)
    return mean
  }

  const wheel = await timed('wheel', async () => {
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    const end = performance.now() + seconds * 1000
    while (performance.now() < end) {
      await page.mouse.wheel(0, 400)
      await page.waitForTimeout(10)
    }
  })
  await list.evaluate((element) => element.scrollTo({ top: 0 }))
  await page.waitForTimeout(500)
  const drag = await timed('scroll bar', async () => {
    // The thumb begins below the arrow and is short over many rows.
    const x = box.x + box.width - 8
    const top = box.y + 20
    const steps = seconds * 40
    await page.mouse.move(x, top)
    await page.mouse.down()
    for (let step = 1; step <= steps; step++) {
      await page.mouse.move(x, top + ((box.height - 40) * step) / steps)
      await page.waitForTimeout(15)
    }
    await page.mouse.up()
  })
  return Math.min(wheel, drag)
}

const browser = await openBrowser()
if (!browser) {
  console.log('no Chromium is installed')
  report(options, { 'scroll.fps': null })
} else {
  const folder = await fullFolder(options.rows)
  const host = await startBuiltHost({ data: folder.path, config: fullConfig })
  try {
    const page = await browser.newPage()
    await openStream(page, host)
    const load = sendLoad({ urls: urlsOf(host), rate: newRowsPerSecond, seconds: seconds * 2 + 4, seed: 5 })
    const [fps] = await Promise.all([measure(page), load])
    report(options, { 'scroll.fps': rounded(fps, 1) })
  } finally {
    await browser.close()
    await host.stop()
    folder.remove()
  }
}
