import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'

/** What keys and clicks do where one would expect it: typing is never taken for commands, and what is deleted comes back. */

let on: HostOnScreen

beforeAll(async () => {
  const endpoints = [
    { name: 'Sales agent', provider: 'replicer', target: 'http://127.0.0.1:9/hooks' },
    { name: 'Anything', provider: null },
  ]
  on = await openHost({ endpoints, guide: true, scrollbars: true })
})
afterAll(() => on.close())

const press = async (...keys: string[]) => {
  for (const key of keys) await on.page.keyboard.press(key)
}
const box = () => on.page.getByRole('combobox', { name: 'Search deliveries' })
const hash = () => on.page.evaluate(() => decodeURIComponent(location.hash))
const focused = () => on.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
const replays = () => on.page.evaluate(() => document.body.textContent?.includes('No answer from'))

test('the guide has search, and a picker with every provider', async () => {
  await on.page.getByRole('region', { name: 'First steps' }).waitFor()
  await press('/')
  expect(await focused()).toBe('Search deliveries')
  await press('Escape')
  await on.page.getByRole('combobox', { name: 'New endpoint for' }).click()
  const list = on.page.getByRole('listbox', { name: 'Providers' })
  await expect.poll(() => list.getByRole('option').count()).toBeGreaterThan(30)
  await on.page.keyboard.type('stand')
  await press('Enter')

  await on.page.getByRole('heading', { name: 'Standard Webhooks', level: 3 }).waitFor()
})

test('after the secret is saved, s sends a sample that it signs', async () => {
  await on.page.getByRole('button', { name: /^Sales agent signed/ }).click()
  await on.page.getByLabel('Signing secret').fill('rpl-s3cret')
  await press('Enter')
  await on.page.getByText('1 secret set').waitFor()
  await press('s')

  expect(await on.host.delivery(() => true)).toMatchObject({ verification: { state: 'verified' } })
  await on.page.getByRole('button', { name: 'Done' }).click()
  // The button is gone: the focus goes on to the list.
  await on.page.waitForFunction(() => document.activeElement?.getAttribute('data-list') === 'deliveries')
})

test('Tab takes the completion that is marked, and letters stay text', async () => {
  await on.send('Anything', { body: '{"n":1}' })
  await press('/')
  await on.page.keyboard.type('prov')
  await press('Tab')
  await on.page.keyboard.type('replicer')
  await press('Tab')

  expect(await box().inputValue()).toBe('provider:replicer ')
  expect(await focused()).toBe('Search deliveries')
  expect(await replays()).toBe(false)
  await expect.poll(() => on.page.getByRole('option').count()).toBe(1)
})

test('Down leads to the results, Down again to the first', async () => {
  await press('ArrowDown')
  expect(await focused()).toBe('Deliveries')
  await press('ArrowDown')

  await on.page.getByRole('region', { name: 'Delivery' }).waitFor()
})

test('/ works on the pages of settings, too', async () => {
  await press('Escape', 'g', 's')
  await on.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await press('/')
  await on.page.keyboard.type('nr')

  expect(await box().inputValue()).toBe('nr')
  await box().fill('')
  await press('Escape', 'g', 'a')
})

test('new deliveries wait while a row is selected, and one key shows them', async () => {
  await on.page.mouse.move(1300, 5)
  await press('j')
  await on.page.getByRole('region', { name: 'Delivery' }).waitFor()
  const { id } = await on.send('Anything', { body: '{"n":2}' })
  await on.page.getByRole('button', { name: '1 new' }).waitFor()
  expect(await on.row(id).count()).toBe(0)
  await press('.')

  await on.row(id).waitFor()
})

test('a right click offers the commands, Delete asks and can be undone', async () => {
  const { id } = await on.send('Anything', { body: '{"n":3}' })
  await press('Escape', '.')
  await on.row(id).click({ button: 'right' })
  await on.page.getByRole('menuitem', { name: /^Delete the delivery/ }).click()
  await on.page.getByRole('dialog', { name: 'Delete this delivery?' }).waitFor()
  await expect.poll(() => on.page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel')
  await press('Tab', 'Enter')
  await expect.poll(() => on.row(id).count()).toBe(0)
  await press('Control+z')

  await on.row(id).waitFor()
})

test('the palette finds the theme by "dark", and Tab takes a provider as filter', async () => {
  await press('Control+k')
  await on.page.keyboard.type('dark')
  await press('Enter')
  await expect.poll(() => on.page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
  await press('Control+k')
  await on.page.keyboard.type('provider:replicer')
  await press('Tab')

  await expect.poll(hash).toContain('q=provider:replicer')
})

test('when all are deleted the guide stays away', async () => {
  await on.page.goto(`${on.origin}/#/`)
  await on.page.getByRole('option').first().waitFor()
  await on.page.getByRole('listbox', { name: 'Deliveries' }).focus()
  await press('Control+a')
  await expect.poll(() => on.page.getByRole('option', { selected: true }).count()).toBeGreaterThan(1)
  await press('Delete')
  await on.page.getByRole('dialog').waitFor()
  await press('Tab', 'Enter')
  await on.page.getByText('No deliveries yet. Whatever').waitFor()

  expect(await on.page.getByRole('region', { name: 'First steps' }).count()).toBe(0)
})

test('nothing went wrong in the page', () => {
  expect(on.faults()).toEqual([])
})
