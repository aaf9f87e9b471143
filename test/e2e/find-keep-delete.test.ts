import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { faintTexts, namelessControls, overflows, unseenFocus } from '../support/look-at-page.ts'

/** Finding by header and place, keeping by pin, note and view, deleting with a way back; all of it by keyboard. */

let on: HostOnScreen
const ids: string[] = []

const json = { 'content-type': 'application/json' }
const send = async (body: string, headers: Readonly<Record<string, string>> = {}) => {
  const { id } = await on.send('Anything', { body, headers: { ...json, ...headers } })
  ids.push(id)
  return id
}

beforeAll(async () => {
  on = await openHost({
    endpoints: [
      { name: 'Anything', provider: null },
      { name: 'Calls', provider: 'retell' },
    ],
    scrollbars: true,
  })
  for (let n = 0; n < 6; n += 1)
    await send(`{"data":{"status":"${n < 2 ? 'failed' : 'completed'}","amount":12.5${n === 0 ? '0' : ''}}}`, {
      'x-trace': `trace-${n}`,
    })
  await on.row(ids[5]!).waitFor()
})
afterAll(() => on.close())

const press = async (...keys: string[]) => {
  for (const key of keys) await on.page.keyboard.press(key)
}
const type = (text: string) => on.page.keyboard.type(text)
const rowsIn = (page: Page) =>
  page.getByRole('option').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.delivery))
const listed = () => rowsIn(on.page)
const results = () => on.page.getByRole('status', { name: 'Results' }).textContent()
const focused = () => on.page.evaluate(() => document.activeElement?.textContent)
const search = async (query: string) => {
  await press('/')
  await on.page.getByRole('combobox', { name: 'Search deliveries' }).fill(query)
  await press('Enter')
}
const views = (page: Page = on.page) =>
  page.locator('[data-view] > a').evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')))
const deletion = (page: Page = on.page) => page.getByRole('status', { name: 'Deletion' })

test('a header is completed, and its deliveries are found and counted', async () => {
  await press('/')
  await type('header.x-tr')
  await expect.poll(() => on.page.getByRole('option', { name: 'header.x-trace:' }).count()).toBe(1)
  await press('Tab')
  await type('trace-3')
  await press('Enter')
  await expect.poll(listed).toEqual([ids[3]])
  await expect.poll(results).toBe('1 result')
})

test('a place in the body is found, digit by digit, also turned round', async () => {
  await search('body./data/status:failed')
  await expect.poll(listed).toEqual([ids[1], ids[0]])
  await expect.poll(results).toBe('2 results')
  await search('body./data/amount:12.50')
  await expect.poll(listed).toEqual([ids[0]])
  await search('-body./data/status:failed -header.x-trace:trace-5')
  await expect.poll(listed).toEqual([ids[4], ids[3], ids[2]])
  await expect.poll(results).toBe('3 results')
})

test('the places that a schema names are offered, and what is wrong is told while typing', async () => {
  await press('/')
  await on.page.getByRole('combobox', { name: 'Search deliveries' }).fill('')
  await type('body.')
  await on.page.getByRole('option', { name: /^body\.\/call\/call_id:/ }).waitFor()
  await type('data.status:x ')
  await on.page.getByText('A place in the body begins with "/", such as body./data/status:.').waitFor()
  await on.page.getByRole('button', { name: 'body./data/status:', exact: true }).click()
  await expect.poll(listed).toEqual([])
  await press('/', 'Escape')
})

test('what arrives is counted with the list', async () => {
  await search('header.x-trace:*')
  await expect.poll(results).toBe('6 results')
  const id = await send('{}', { 'x-trace': 'late' })
  await expect.poll(async () => [(await listed())[0], await results()]).toEqual([id, '7 results'])
})

test('Shift V saves the search as a view; it is renamed, moved and removed by keys, in every window', async () => {
  const other = await on.another()
  await press('Shift+v')
  await type('Traced')
  await press('Enter')
  const all = ['Signature failed', 'Schema differs', 'Near the deadline', 'Traced']
  await expect.poll(() => views()).toEqual(all)
  await expect.poll(() => views(other.page)).toEqual(all)
  await on.page.getByRole('link', { name: 'Traced' }).focus()
  await press('F2', 'Control+a')
  await type('With a trace')
  await press('Enter')
  await expect.poll(() => views()).toContain('With a trace')
  await on.page.getByRole('link', { name: 'With a trace' }).focus()
  await press('Alt+ArrowUp')
  await expect.poll(() => views()).toEqual(['Signature failed', 'Schema differs', 'With a trace', 'Near the deadline'])
  await expect.poll(focused).toContain('With a trace')
  await press('Delete')
  await expect.poll(() => views(other.page)).toEqual(all.slice(0, 3))
  await on.page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => views()).toEqual(['Signature failed', 'Schema differs', 'With a trace', 'Near the deadline'])
  expect(other.faults()).toEqual([])
  await other.close()
})

test('a pin and a note by key: on the row, in the header, in the search', async () => {
  await on.page.goto(`${on.origin}/#/?d=${ids[2]}`)
  await on.page.getByRole('region', { name: 'Delivery' }).waitFor()
  await press('Shift+p')
  await on.row(ids[2]!).getByLabel('pinned').waitFor()
  await press('Shift+n')
  await type('ask Zoë about it')
  await press('Control+Enter')
  await on.page.getByRole('region', { name: 'Note' }).getByText('ask Zoë about it').waitFor()
  await on.row(ids[2]!).getByText('ask Zoë about it').waitFor()
  await press('Escape')
  for (const query of ['note:zoe', 'zoe', 'pinned:yes']) {
    await search(query)
    await expect.poll(listed, { message: query }).toEqual([ids[2]])
  }
})

test('all that a search finds is deleted after a preview, without the pinned one, and comes back', async () => {
  await search('body./data/status:completed')
  await expect.poll(results).toBe('4 results')
  const other = await on.another()
  await press('Shift+Delete')
  const dialog = on.page.getByRole('dialog', { name: 'Delete these deliveries?' })
  await dialog.getByRole('button', { name: 'Delete 3 deliveries' }).waitFor()
  expect(await focused()).toBe('Cancel')
  expect(await faintTexts(on.page)).toEqual([])
  await press('Tab', 'Enter')
  await expect.poll(listed).toEqual([ids[2]])
  await expect.poll(results).toBe('1 result')
  await expect.poll(() => deletion(other.page).textContent()).toMatch(/^3 deliveries deleted; final at/)
  await expect.poll(() => rowsIn(other.page)).toHaveLength(4)
  await press('Control+z')
  await expect.poll(listed).toEqual([ids[5], ids[4], ids[3], ids[2]])
  await expect.poll(() => rowsIn(other.page)).toHaveLength(7)
  await expect.poll(() => deletion(other.page).textContent()).toBe('')
  expect(other.faults()).toEqual([])
  await other.close()
})

test('the menu of the list asks the same, by keyboard, with the focus on the harmless button', async () => {
  await on.page.getByRole('button', { name: 'More for this list' }).focus()
  await press('Enter')
  await expect.poll(focused).toMatch(/Save the search|Delete all/)
  await press('End')
  await expect.poll(focused).toContain('Delete all')
  await press('Enter')
  await on.page.getByRole('dialog', { name: 'Delete these deliveries?' }).waitFor()
  await expect.poll(focused).toBe('Cancel')
  await press('Escape')
  await expect.poll(() => on.page.getByRole('dialog').count()).toBe(0)
})

test('the retention of an endpoint is previewed, set and taken back', async () => {
  await on.page.getByRole('link', { name: /^Anything/ }).click()
  await press('g', 'e')
  await on.page.getByRole('textbox', { name: 'Deliveries', exact: true }).focus()
  await type('5')
  await on.page.getByText(/^Would delete now: 2 deliveries/).waitFor()
  await press('Enter')
  await on.page.getByText('Retention is set', { exact: true }).waitFor()
  await on.page.getByRole('button', { name: 'Undo' }).click()
  await on.page.getByText('Everything is kept.').waitFor()
})

test.each([
  [1440, 900, 'light'],
  [800, 600, 'dark'],
  [720, 480, 'light'],
] as const)('%i x %i, %s: nothing stands out, is faint or nameless', async (width, height, colorScheme) => {
  const ui = await on.another({ width, height, colorScheme, scrollbars: true })
  await ui.page.goto(`${on.origin}/#/?q=header.x-trace%3A*`)
  await ui.page.getByRole('status', { name: 'Results' }).getByText('7 results').waitFor()
  await ui.page.getByRole('listbox', { name: 'Deliveries' }).focus()
  await ui.page.keyboard.press('Shift+Delete')
  await ui.page.getByRole('button', { name: 'Delete 6 deliveries' }).waitFor()
  expect([await overflows(ui.page), await faintTexts(ui.page)]).toEqual([false, []])
  await ui.page.keyboard.press('Tab')
  await ui.page.keyboard.press('Tab')
  await ui.page.keyboard.press('Enter')
  await deletion(ui.page).getByRole('button', { name: /^Undo/ }).waitFor()
  expect([await overflows(ui.page), await faintTexts(ui.page), await namelessControls(ui.page)]).toEqual([
    false,
    [],
    [],
  ])
  expect(await unseenFocus(ui.page, 25)).toEqual([])
  await deletion(ui.page).getByRole('button', { name: /^Undo/ }).click()
  await ui.page.getByRole('status', { name: 'Results' }).getByText('7 results').waitFor()
  expect(ui.faults()).toEqual([])
  await ui.close()
})

test('nothing went wrong in the page', () => {
  expect(on.faults()).toEqual([])
})
