import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { overflows } from '../support/look-at-page.ts'
import { type OpenPage, openPage } from '../support/open-page.ts'
import { sampleBody } from '../support/provider-requests.ts'
import { screenshot } from '../support/screenshot.ts'
import { type StoredAttempt, storeAttempts } from '../support/stored-attempts.ts'

/** Attempts of an event as one story, the group view by keyboard, deadlines on row and chart, and a replay in slow motion. */

const folder = temporaryFolder()
const started = Date.now()
const seconds = (ago: number) => started - ago * 1000
let host: HeadlessHost
let ui: OpenPage
let app: Server
let ids: string[]

const usual = (event: string, who: string, ago: number, ms = 40): StoredAttempt => ({
  ...{ event, who, at: seconds(ago), status: 200, ms },
})
/** A provider that waits 1 s, then Replicer's, oldest first. Maya's event was refused three times; Priya's was accepted, and came once more. */
const attempts: readonly StoredAttempt[] = [
  ...Array.from({ length: 40 }, (_, index) =>
    usual(`evt-${index}`, `Caller ${index}`, 7000 - index * 120, 400 + ((index * 37) % 11) * 300),
  ),
  { ...usual('evt-priya', 'Priya Nair', 600), status: 503 },
  usual('evt-priya', 'Priya Nair', 594),
  usual('evt-priya', 'Priya Nair', 560),
  usual('evt-near', 'Omar Haddad', 300, 8500),
  usual('evt-late', 'Lena Fischer', 200, 12_000),
  { ...usual('evt-maya', 'Maya Chen', 50), status: 503 },
  { ...usual('evt-maya', 'Maya Chen', 44.9), status: 503 },
  usual('evt-last', 'John Doe', 30),
  { ...usual('evt-maya', 'Maya Chen', 14), status: 503 },
]

beforeAll(async () => {
  app = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => outgoing.end('{"ok":true}'))
  }).listen(0, '127.0.0.1')
  await new Promise((done) => app.once('listening', done))
  const target = `http://127.0.0.1:${(app.address() as AddressInfo).port}/hooks`
  const config = {
    tunnel: 'none',
    endpoints: ['Sales agent', 'Quick'].map((name) => ({ name, provider: 'replicer', target })),
  }
  const first = await startHeadless({ data: folder.path, config })
  const [sales, quick] = ['Sales agent', 'Quick'].map((name) => first.endpoint(name).id) as [string, string]
  await first.stop()
  const [hurried = ''] = await storeAttempts(folder.path, quick, [usual('evt-quick', 'Ravi Menon', 8000)], 1000)
  ids = [hurried, ...(await storeAttempts(folder.path, sales, attempts))]
  host = await startHeadless({ data: folder.path, config })
  ui = await openPage(host.ready.ui, { scrollbars: true })
  await ui.page.getByRole('option', { name: 'Maya Chen' }).first().waitFor()
})
afterAll(async () => {
  await ui?.close()
  await host?.stop()
  app?.closeAllConnections()
  app?.close()
  folder.remove()
})
const idAt = (place: number) => ids.at(place) as string
const go = (address: string) => ui.page.goto(`${new URL(host.ready.ui).origin}/#/${address}`)
const overview = () => ui.page.getByRole('region', { name: 'Delivery', exact: true })
const lines = () => ui.page.getByRole('treeitem')

beforeEach(async () => {
  await ui.page.setViewportSize({ width: 1440, height: 900 })
  await go('')
  await ui.page.getByRole('combobox', { name: 'Search deliveries' }).waitFor()
})

test('the story of an event: its gap, what changed, and the next attempt with a countdown that runs', async () => {
  await go(`?d=${idAt(-1)}`)
  const pane = overview()
  await pane.getByText('Attempt 3 came 30.9 s after attempt 2; documented: 30 s.').waitFor()
  await pane.getByText('Changed since attempt 2: X-Replicer-Timestamp. The body is the same.').click()
  await pane
    .getByRole('table', { name: 'What changed since the attempt before' })
    .getByText('X-Replicer-Timestamp')
    .waitFor()
  const expected = new Date(seconds(14) + 40 + 120_000).toTimeString().slice(0, 8)
  await pane.getByText(`Attempt 4 is expected at ${expected}.`).waitFor()
  const timer = pane.getByRole('timer', { name: 'Time until the next attempt' })
  const before = await timer.textContent()
  await expect.poll(() => timer.textContent()).not.toBe(before)
  await screenshot(ui.page, 'attempts-light')
})

test('an attempt after success is a duplicate, in the list and in words', async () => {
  await ui.page.getByRole('option').filter({ hasText: 'duplicate' }).click()
  await overview()
    .getByText(/Already answered 200 at .*: this attempt is a duplicate\./)
    .waitFor()
  expect(await ui.page.getByRole('option').filter({ hasText: 'duplicate' }).count()).toBe(1)
})

test('answers near the deadline and after it stand out in the row', async () => {
  const bar = (who: string) => ui.page.getByRole('option').filter({ hasText: who }).locator('.ans-bar')
  expect(await bar('Omar Haddad').getAttribute('class')).toContain('ans-bar-warn')
  expect(await bar('Lena Fischer').getAttribute('class')).toContain('ans-bar-bad')
  expect(await bar('John Doe').getAttribute('class')).toContain('ans-bar-quiet')
})

test('one row for each event, unfolded and folded by keys; the switch is remembered', async () => {
  await ui.page.keyboard.press('v')
  await ui.page.getByRole('tree', { name: 'Deliveries' }).waitFor()
  const maya = lines().filter({ hasText: 'Maya Chen' })
  await expect.poll(() => maya.count()).toBe(1)
  expect(await maya.textContent()).toMatch(/next \d\d:\d\d:\d\d.*503.*3\/6/)
  expect(await lines().first().textContent()).toContain('John Doe')

  await ui.page.keyboard.press('j')
  await ui.page.keyboard.press('j')
  expect(await maya.getAttribute('aria-selected')).toBe('true')
  await ui.page.keyboard.press('ArrowRight')
  await lines().filter({ hasText: 'attempt 2' }).first().waitFor()
  await expect.poll(() => maya.getAttribute('aria-expanded')).toBe('true')
  await ui.page.keyboard.press('ArrowRight')
  await ui.page.keyboard.press('ArrowDown')
  await expect.poll(() => ui.page.url()).toContain(idAt(-3))
  await screenshot(ui.page, 'events-light')
  await ui.page.keyboard.press('ArrowLeft')
  await ui.page.keyboard.press('ArrowLeft')
  await expect.poll(() => maya.getAttribute('aria-expanded')).toBe('false')
  await expect.poll(() => lines().filter({ hasText: 'attempt 2' }).count()).toBe(0)

  await ui.page.reload()
  await ui.page.getByRole('tree', { name: 'Deliveries' }).waitFor()
  await ui.page.keyboard.press('v')
  await ui.page.getByRole('listbox', { name: 'Deliveries' }).waitFor()
})

test('a new attempt changes its event’s row and moves nothing', async () => {
  await ui.page.keyboard.press('v')
  const omar = lines().filter({ hasText: 'Omar Haddad' })
  await omar.click()
  const before = await omar.boundingBox()
  const { url } = host.endpoint('Sales agent')
  const body = sampleBody('replicer', 'call.ended')
    .toString()
    .replace(/"id": "[^"]*"/, '"id": "evt-near"')
  const headers = { 'Content-Type': 'application/json' }
  for (const request of [body, body.replace('evt-near', 'evt-new')])
    await fetch(url, { method: 'POST', headers, body: request })

  await ui.page.getByRole('button', { name: '1 new' }).waitFor()
  const row = lines().and(ui.page.locator('[aria-selected="true"]'))
  await expect.poll(() => row.textContent()).toContain('2/6')
  expect(await row.boundingBox()).toEqual(before)
  await ui.page.keyboard.press('v')
})

test('a search finds events by any of their attempts', async () => {
  await ui.page.keyboard.press('v')
  await go('?q=status%3A503')
  await expect.poll(() => lines().count()).toBe(2)
  await ui.page.keyboard.press('v')
  await expect.poll(() => ui.page.getByRole('option').count()).toBe(4)
})

test('answer times of an endpoint: a chart, the same as a table, and a warning', async () => {
  await go(`endpoint/${host.endpoint('Sales agent').id}/settings`)
  const section = ui.page.getByRole('region', { name: 'Answer times' })
  await section.getByRole('img', { name: /^Live answers over/ }).waitFor()
  await section.getByText('Answers are late.').waitFor()
  await section.scrollIntoViewIfNeeded()
  await screenshot(ui.page, 'answer-times-light')
  await section.getByText('Show as a table').click()
  const rows = section.getByRole('table', { name: 'Answer times of Live answers' }).getByRole('row')
  expect(await rows.count()).toBeGreaterThan(3)
  await section.getByRole('button', { name: '1 h' }).click()
  await section.getByText(/p95 .*; deadline 10 s\./).waitFor()
})

test('a replay in slow motion tells what it leaves to the app', async () => {
  await go(`?d=${idAt(0)}&tab=replays`)
  const slow = ui.page.getByRole('group', { name: 'Slow motion' })
  await slow.getByRole('button', { name: '500 ms (50 %)' }).click()
  await ui.page.getByText('The body takes 500 ms of the 1 s that the provider waits; the rest is your app’s.').waitFor()
  await ui.page.getByRole('button', { name: 'Replay', exact: true }).click()
  await ui.page.getByText(/Your app answered .* after its last byte: in time, 4\d\d ms before the deadline\./).waitFor()
  await screenshot(ui.page, 'slow-motion-light')
})

test.each([720, 800])('nothing stands out of a window %i px wide', async (width) => {
  await ui.page.setViewportSize({ width, height: 480 })
  for (const address of ['', `?d=${idAt(-1)}`, `?d=${idAt(0)}&tab=replays`]) {
    await go(address)
    await ui.page.waitForTimeout(50)
    expect(await overflows(ui.page), address).toBe(false)
  }
})

test('nothing went wrong in the page', () => {
  expect(ui.faults()).toEqual([])
})
