import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'

/** The stream while deliveries arrive: what comes by itself, and what never moves under the reader. */

let on: HostOnScreen
let count = 0

/** One more delivery, told from the others by its number. */
async function deliver(many = 1): Promise<string> {
  let last = ''
  for (let i = 0; i < many; i += 1) {
    count += 1
    const body = JSON.stringify({ n: count })
    last = (await on.send('Anything', { body, headers: { 'content-type': 'application/json' } })).id
  }
  return last
}

const topRow = (page: Page) => page.locator('[role="option"][aria-posinset="1"]')
const topId = (page: Page) => topRow(page).getAttribute('data-delivery')
const newButton = () => on.page.getByRole('button', { name: /^\d+ new$/ })

beforeAll(async () => {
  on = await openHost({ endpoints: [{ name: 'Anything', provider: null }, { name: 'Other' }] })
  await deliver(40)
})
afterAll(() => on.close())
beforeEach(async () => {
  await on.page.goto(`${on.origin}/#/`)
  await on.page.mouse.move(1200, 5)
  await on.page.getByRole('combobox', { name: 'Search deliveries' }).waitFor()
})

test('a new delivery appears at the top, in every window', async () => {
  const other = await on.another()
  const id = await deliver()

  await expect.poll(() => topId(on.page)).toBe(id)
  await expect.poll(() => topId(other.page)).toBe(id)
  expect(other.faults()).toEqual([])
  await other.close()
})

test('under the pointer nothing moves; new ones wait behind a button', async () => {
  const before = await deliver()
  await expect.poll(() => topId(on.page)).toBe(before)
  await on.row(before).hover()
  const last = await deliver(3)

  await expect.poll(() => newButton().textContent()).toBe('3 new')
  expect(await topId(on.page)).toBe(before)
  await newButton().click()
  await expect.poll(() => topId(on.page)).toBe(last)
})

test('space pauses the live tail and goes on', async () => {
  const before = await deliver()
  await expect.poll(() => topId(on.page)).toBe(before)
  await on.page.keyboard.press('Space')
  await on.page.getByRole('button', { name: 'Paused' }).waitFor()
  const last = await deliver()
  await newButton().waitFor()
  expect(await topId(on.page)).toBe(before)
  await on.page.keyboard.press('Space')

  await expect.poll(() => topId(on.page)).toBe(last)
  expect(await newButton().count()).toBe(0)
})

test('the selected delivery stays selected and in its place while others arrive', async () => {
  const chosen = await deliver()
  await on.row(chosen).click()
  const place = await on.row(chosen).boundingBox()
  await on.page.mouse.move(1200, 5)
  await deliver(2)
  await newButton().waitFor()

  expect(await on.row(chosen).boundingBox()).toEqual(place)
  expect(await on.row(chosen).getAttribute('aria-selected')).toBe('true')
})

test('a list that is scrolled away from the top stays where it is', async () => {
  const list = on.page.getByRole('listbox', { name: 'Deliveries' })
  await list.evaluate((element) => element.scrollTo({ top: 320 }))
  await deliver(2)
  await newButton().waitFor()

  expect(await list.evaluate((element) => element.scrollTop)).toBe(320)
})

test('a link to a delivery shows it in its place, also after a reload', async () => {
  const id = await deliver()
  await deliver(60)
  await on.page.goto(`${on.origin}/#/?d=${id}&tab=headers`)
  await on.page.reload()

  await on.row(id).waitFor()
  expect(await on.row(id).getAttribute('aria-selected')).toBe('true')
  await on.page.getByRole('tab', { name: /Headers/, selected: true }).waitFor()
})

test('back and forward go through pages and searches', async () => {
  await on.page.getByRole('link', { name: /^Other/ }).click()
  await on.page.getByText('No deliveries yet.').waitFor()
  await on.page.getByRole('link', { name: 'Schema differs' }).click()
  await on.page.getByText('hides').waitFor()
  await on.page.goBack()
  await on.page.getByText('No deliveries yet.').waitFor()
  await on.page.goBack()
  await topRow(on.page).waitFor()
  await on.page.goForward()

  await on.page.getByText('No deliveries yet.').waitFor()
})

test('coming back to the stream leaves the focus alone, though the search was used before', async () => {
  await on.page.keyboard.press('/')
  await on.page.keyboard.press('Escape')
  await on.page.getByRole('link', { name: 'Settings' }).click()
  await on.page.getByRole('heading', { name: 'Settings' }).waitFor()
  await on.page.getByRole('link', { name: /All deliveries/ }).click()
  await topRow(on.page).waitFor()

  expect(await on.page.evaluate(() => document.activeElement?.getAttribute('role'))).not.toBe('combobox')
  expect(await on.page.getByRole('listbox', { name: 'Suggestions' }).count()).toBe(0)
})

test('chosen deliveries are deleted together, after a question', async () => {
  const last = await deliver(3)
  await expect.poll(() => topId(on.page)).toBe(last)
  const kept = await on.page.locator('[aria-posinset="4"]').getAttribute('data-delivery')
  await topRow(on.page).click()
  await on.page.locator('[aria-posinset="3"]').click({ modifiers: ['Shift'] })
  await on.page.getByText('3 deliveries selected').waitFor()
  await on.page.getByRole('button', { name: 'Delete…' }).click()
  await on.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  expect(await on.row(last).count()).toBe(1)
  await on.page.keyboard.press('Delete')
  await on.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()

  await expect.poll(() => topId(on.page)).toBe(kept)
  expect(await on.page.getByText('deliveries selected').count()).toBe(0)
})

test('nothing went wrong in the page', () => {
  expect(on.faults()).toEqual([])
})
