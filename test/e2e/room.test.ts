import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import type { OpenPage } from '../support/open-page.ts'
import { alteredSample, replicerRequest, sampleBody } from '../support/provider-requests.ts'

/** Room and calm, as users see it: with scrollbars, in windows of every size. */

const secret = 'rpl-s3cret'
const hebrew = 'אברהם בן יוסף הלוי ממושב שדה אליהו שבעמק המעיינות ליד בית שאן בצפון הארץ הטובה והרחבה מאוד'
const hebrewEndpoint = hebrew.slice(0, 60).trim()
let on: HostOnScreen
let failed: string
let named: string

beforeAll(async () => {
  const endpoints = [
    { name: 'Sales agent', provider: 'replicer', secrets: [{ label: 'live', value: secret }] },
    { name: 'Anything', provider: null },
    { name: hebrewEndpoint, provider: null },
  ]
  on = await openHost({ endpoints, scrollbars: true })
  for (let i = 0; i < 40; i += 1) await on.send('Anything', { body: `{"n":${i}}` })
  const odd = alteredSample('replicer', 'call.ended', /"duration": *\d+/, '"duration": "long"')
  failed = (await on.send('Sales agent', replicerRequest(odd, 'of-another'))).id
  const { customerName } = JSON.parse(sampleBody('replicer', 'call.ended').toString()).data
  const rtl = alteredSample('replicer', 'call.ended', `"${customerName}"`, `"${hebrew}"`)
  named = (await on.send('Sales agent', replicerRequest(rtl, secret))).id
  await on.row(named).waitFor()
})
afterAll(() => on.close())

/** Where the cells of a row begin, in whole pixels; for the last two, which are set flush right, where they end. */
const edges = (page: Page, cells: string) =>
  page.locator(cells).evaluateAll((all) =>
    all.map((element, index) => {
      const { left, right } = element.getBoundingClientRect()
      return Math.round(index < 7 ? left : right)
    }),
  )

const inWindow = async (width: number, height: number, look: (window: OpenPage) => Promise<void>) => {
  const window = await on.another({ width, height, scrollbars: true })
  await look(window)
  expect(window.faults()).toEqual([])
  await window.close()
}

test('titles stand over their cells beside a scrollbar', async () => {
  const takes = await on.page
    .getByRole('listbox', { name: 'Deliveries' })
    .evaluate((list) => (list as HTMLElement).offsetWidth - list.clientWidth)
  expect(takes).toBeGreaterThan(0)

  expect(await edges(on.page, '[data-delivery] >> nth=0 >> xpath=./*')).toEqual(
    await edges(on.page, '.stream-cols > span'),
  )
})

/** Is a name cut, and is its first word in sight all the same? */
const startOf = (name: Locator) =>
  name.evaluate((bdi) => {
    const text = bdi.firstChild as Text
    const word = document.createRange()
    word.setStart(text, 0)
    word.setEnd(text, text.data.indexOf(' '))
    const first = word.getBoundingClientRect()
    const box = bdi.getBoundingClientRect()
    return { cut: bdi.scrollWidth > bdi.clientWidth, first: first.left >= box.left && first.right <= box.right + 1 }
  })

test('a name from right to left keeps its first words where it is cut, in a row and in the rail', async () => {
  const inRow = on.row(named).locator('bdi').first()
  const inRail = on.page.getByRole('navigation', { name: 'Deliveries' }).getByText(hebrewEndpoint)

  expect(await startOf(inRow)).toEqual({ cut: true, first: true })
  expect(await startOf(inRail)).toEqual({ cut: true, first: true })
})

test('a list without rows has no frame around nothing when it has the focus', async () => {
  const list = on.page.getByRole('listbox', { name: 'Deliveries' })
  await on.page.getByRole('combobox', { name: 'Search deliveries' }).fill('status:599')
  await on.page.getByText('hides').waitFor()
  await on.page.getByRole('combobox', { name: 'Search deliveries' }).press('Enter')
  const seen = await list.evaluate((element) => ({
    focused: document.activeElement === element,
    frame: getComputedStyle(element).outlineColor,
    line: getComputedStyle(element, '::before').height,
  }))
  await on.page.getByRole('button', { name: 'Clear the search' }).click()
  await on.row(named).waitFor()

  expect(seen).toEqual({ focused: true, frame: 'rgba(0, 0, 0, 0)', line: '2px' })
})

test('the focus is on the row where the arrow key goes, not around the list', async () => {
  await on.page.getByRole('combobox', { name: 'Search deliveries' }).press('Escape')
  const widths = await on.page.getByRole('listbox', { name: 'Deliveries' }).evaluate((list) => {
    const ringOf = (element: Element | null) => element && getComputedStyle(element).outlineStyle
    return [
      ringOf(list),
      ringOf(list.querySelector('[aria-posinset="1"]')),
      ringOf(list.querySelector('[aria-posinset="2"]')),
    ]
  })

  expect(widths).toEqual(['none', 'solid', 'none'])
})

test('tabs are never cut: those without room are in a menu', async () => {
  await on.row(failed).click()
  await on.page.getByRole('tab', { name: /Overview/ }).waitFor()
  const bar = await on.page.getByRole('tablist').boundingBox()
  const tabs = await on.page.getByRole('tab').all()
  for (const tab of tabs) {
    const box = await tab.boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(Math.ceil((bar?.x ?? 0) + (bar?.width ?? 0)))
  }
  const line = on.page.getByRole('separator', { name: 'Width of the delivery' })
  await line.focus()
  for (let i = 0; i < 6; i += 1) await on.page.keyboard.press('ArrowRight')
  const more = on.page.getByRole('button', { name: /^\d more$/ })
  await more.click()
  await on.page.getByRole('menuitem', { name: /Replays/ }).click()

  expect(await on.page.getByRole('tab', { selected: true }).textContent()).toContain('Replays')
  await on.page.keyboard.press('1')
  await line.focus()
  await on.page.keyboard.press('Home')
  await on.page.keyboard.press('Escape')
})

test('at 1024 the list has the room while nothing is selected', async () => {
  await inWindow(1024, 700, async ({ page }) => {
    await page.getByRole('option').first().waitFor()
    const stream = await page.getByRole('region', { name: 'Stream' }).boundingBox()
    const main = await page.getByRole('main').boundingBox()

    expect(stream?.width).toBe(main?.width)
    expect(await page.getByRole('region', { name: 'Keys' }).count()).toBe(0)
  })
})

test.each([
  [800, 600],
  [720, 480],
])('%i x %i with the guide shows rows', async (width, height) => {
  await inWindow(width, height, async ({ page }) => {
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    await page.getByRole('region', { name: 'First steps' }).waitFor()
    const list = await page.getByRole('listbox', { name: 'Deliveries' }).boundingBox()

    expect(list?.height).toBeGreaterThanOrEqual(96)
    expect((list?.y ?? 0) + (list?.height ?? 0)).toBeLessThanOrEqual(height)
    expect(await page.getByRole('option').first().isVisible()).toBe(true)
  })
})

test('long lines are wrapped by a switch that is remembered', async () => {
  const { id } = await on.send('Anything', {
    body: JSON.stringify({ a: 'word '.repeat(38), b: 'word '.repeat(38), c: 'word '.repeat(38) }),
  })
  await on.row(id).click()
  await on.page.keyboard.press('2')
  const rows = () => on.page.locator('.view-line').count()
  await expect.poll(rows).toBe(5)
  await on.page.getByRole('button', { name: 'Wrap long lines' }).click()
  await expect.poll(rows).toBeGreaterThan(8)
  await on.page.reload()
  await expect.poll(rows).toBeGreaterThan(8)
})

test('nothing went wrong in the page', () => {
  expect(on.faults()).toEqual([])
})
