import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { startApp } from '../support/start-engine.ts'

/** The whole job without a mouse: from the first sample to the replay and the fixture. */

const secret = 'rpl-s3cret'
let on: HostOnScreen
let app: Awaited<ReturnType<typeof startApp>>
let other: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  other = await startApp()
  const endpoints = [
    {
      name: 'Sales agent',
      provider: 'replicer',
      target: `${app.url}/hooks`,
      secrets: [{ label: 'live', value: secret }],
    },
    { name: 'Anything', provider: null },
  ]
  on = await openHost({ endpoints, guide: true })
})
afterAll(async () => {
  await on.close()
  await app.close()
  await other.close()
})

const press = async (...keys: string[]) => {
  for (const key of keys) await on.page.keyboard.press(key)
}
const focused = () => on.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
const selectedTab = () => on.page.getByRole('tab', { selected: true }).textContent()

/** Presses Tab until the control of this name has the focus. */
async function tabTo(name: RegExp): Promise<void> {
  const passed: string[] = []
  while (!name.test(await focused())) {
    passed.push(await focused())
    if (passed.length > 60) throw new Error(`${name} is not in the tab order: ${passed.join(', ')}`)
    await press('Tab')
  }
}

test('a sample event arrives, and the guide is put away', async () => {
  await on.page.getByRole('heading', { name: 'Give a provider one of these URLs' }).waitFor()
  await press('s')
  const { id } = await on.host.delivery(() => true)
  await on.row(id).waitFor()
  const done = on.page.getByRole('button', { name: 'Done' })
  await done.waitFor()
  await done.focus()
  await press('Enter')

  await on.page.getByRole('combobox', { name: 'Search deliveries' }).waitFor()
})

test('j and k move, Enter goes into the delivery, digits choose its tabs, Escape closes it', async () => {
  const older = await on.send('Sales agent', replicerRequest(sampleBody('replicer', 'call.ended'), secret))
  const newer = await on.send('Anything', { body: '{"a":{"b":[1,2]}}' })
  await on.row(newer.id).waitFor()
  await press('j', 'j')
  await expect.poll(() => on.row(older.id).getAttribute('aria-selected')).toBe('true')
  await press('k')
  await expect.poll(() => on.row(newer.id).getAttribute('aria-selected')).toBe('true')
  await on.page.getByRole('tab', { name: 'Overview' }).waitFor()
  await press('Enter')
  await expect.poll(() => on.page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('tab')
  for (const [index, name] of [
    'Overview',
    'Payload',
    'Schema',
    'Signature',
    'Headers',
    'Answer',
    'Replays',
  ].entries()) {
    await press(`${index + 1}`)
    await expect.poll(selectedTab).toContain(name)
  }
  await press('Escape')
  await expect.poll(() => on.page.getByRole('tab').count()).toBe(0)

  expect(await focused()).toBe('Deliveries')
})

test('the search is reached, completed, answered and left', async () => {
  await press('/')
  expect(await focused()).toBe('Search deliveries')
  await on.page.keyboard.type('prov')
  await on.page.getByRole('listbox', { name: 'Suggestions' }).waitFor()
  await press('ArrowDown', 'Enter')
  await on.page.keyboard.type('replicer')
  await press('Escape', 'Enter')
  await expect.poll(() => on.page.evaluate(() => location.hash)).toContain('provider%3Areplicer')
  await press('Escape')
  expect(await focused()).toBe('Deliveries')
  await press('g', 'a')

  await expect.poll(() => on.page.evaluate(() => location.hash)).toBe('#/')
})

test('r replays; Shift r sends elsewhere, and the next r follows', async () => {
  const { id } = await on.send('Sales agent', replicerRequest(sampleBody('replicer', 'call.ended'), secret))
  await on.row(id).waitFor()
  await press('Home')
  await expect.poll(() => on.row(id).getAttribute('aria-selected')).toBe('true')
  await press('r')
  await expect.poll(() => app.received.length).toBe(1)
  await press('Shift+r')
  await on.page.getByRole('dialog').waitFor()
  await press('Control+a')
  await on.page.keyboard.type(`${other.url}/elsewhere`)
  await press('Enter')
  await expect.poll(() => other.received.length).toBe(1)
  await on.page.getByRole('dialog').waitFor({ state: 'detached' })
  await press('r')

  await expect.poll(() => other.received.length).toBe(2)
  expect(app.received).toHaveLength(1)
})

test('f saves a test fixture', async () => {
  const saved = on.page.waitForEvent('download')
  await press('f')

  expect((await saved).suggestedFilename()).toMatch(/call\.ended/)
})

test('the palette runs what it finds, and gives the focus back when it is left', async () => {
  await press('Control+k')
  await on.page.keyboard.type('new endp')
  await press('Enter')
  await on.page.getByRole('dialog', { name: 'New endpoint' }).waitFor()
  await on.page.keyboard.type('Night line')
  await press('Enter')
  await on.page.getByRole('heading', { name: 'Night line' }).waitFor()
  await on.page.getByRole('dialog').waitFor({ state: 'detached' })
  await tabTo(/^Label of the secret$/)
  await on.page.keyboard.type('live')
  await press('Tab')
  await on.page.keyboard.type('a-secret-of-mine')
  await press('Enter')

  await on.page.getByRole('cell', { name: 'live', exact: true }).waitFor()
})

test('several are selected with Shift and arrows, and deleted after a question', async () => {
  // Letters belong to the field that has the focus; the palette opens anywhere.
  await press('Control+k')
  await on.page.keyboard.type('all deliveries')
  await press('Enter')
  await on.page.getByRole('option').first().waitFor()
  const count = await on.page.getByRole('option').count()
  await press('Home', 'Shift+ArrowDown')
  await on.page.getByText('2 deliveries selected').waitFor()
  await press('Delete')
  await on.page.getByRole('dialog').waitFor()
  // The button that changes nothing has the focus.
  await press('Tab', 'Enter')

  await on.page.getByRole('button', { name: 'Undo' }).waitFor()
  await expect.poll(() => on.page.getByRole('option').count()).toBe(count - 2)
})

test('? tells all keys', async () => {
  await press('?')
  const sheet = on.page.getByRole('dialog', { name: 'Keys' })
  await sheet.waitFor()
  for (const words of ['Next delivery', 'Search deliveries', 'New endpoint', 'All deliveries'])
    expect(await sheet.textContent()).toContain(words)
  await press('Escape')

  await sheet.waitFor({ state: 'detached' })
})

test('nothing went wrong in the page', () => {
  expect(on.faults()).toEqual([])
})
