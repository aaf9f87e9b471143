import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { faintTexts, namelessControls, overflows } from '../support/look-at-page.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { screenshot } from '../support/screenshot.ts'

/** A response rule from the preset to the rows that it answered, and its end. */

const secret = 'rpl-s3cret'
const event = replicerRequest(sampleBody('replicer', 'call.ended'), secret)
let ui: HostOnScreen
let url: string

beforeAll(async () => {
  const secrets = [{ label: 'live', value: secret }]
  ui = await openHost({ endpoints: [{ name: 'Sales agent', provider: 'replicer', secrets }], scrollbars: true })
  url = ui.host.endpoint('Sales agent').url
})
afterAll(() => ui?.close())

const settings = () => ui.page.goto(`${ui.origin}/#/endpoint/${ui.host.endpoint('Sales agent').id}/settings`)
const section = () => ui.page.getByRole('region', { name: 'Response rules' })
const rail = () => ui.page.getByRole('complementary').getByRole('link', { name: /^Sales agent/ })

/** As the provider does: the same event again while it is not accepted. */
async function deliver(): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers: event.headers, body: new Uint8Array(event.body) })
  await response.arrayBuffer()
  await ui.host.delivery(() => true)
  return response.status
}

test('fail the first 3: chosen from the presets by key, and on', async () => {
  await settings()
  await section().getByRole('button', { name: 'Add a response rule' }).focus()
  await ui.page.keyboard.press('Enter')
  await ui.page.getByRole('menuitem', { name: 'Fail the first 3, then succeed' }).waitFor()
  await ui.page.keyboard.press('Enter')
  await section().getByText('up to 5 times', { exact: false }).first().waitFor()
  await section().getByLabel('Deliveries until it is switched off').fill('3')
  await section().getByRole('region', { name: 'Preview' }).waitFor()
  await ui.page.keyboard.press('Enter')
  await section().getByText('first 3 attempts of each event.').waitFor()
  await expect
    .poll(() => rail().getAttribute('aria-label'))
    .toContain('response rule on: Fail the first 3, then succeed')
  await screenshot(ui.page, 'response-rules-light')
})

test('the provider’s retries get 503 three times, then 200; the rows say so, with the attempts', async () => {
  const statuses: number[] = []
  while (statuses.at(-1) !== 200) statuses.push(await deliver())
  expect(statuses).toEqual([503, 503, 503, 200])

  await ui.page.goto(`${ui.origin}/#/`)
  const rows = ui.page.getByRole('option')
  await expect.poll(() => rows.count()).toBe(4)
  const told = async () =>
    (await rows.allInnerTexts()).map(
      (text) => /rule[\s\S]*503|\b200\b/.exec(text)?.[0].replace(/\s[\s\S]*/, '') ?? text,
    )
  await expect.poll(told).toEqual(['200', 'rule', 'rule', 'rule'])
  await expect
    .poll(async () => (await rows.allInnerTexts()).map((text) => /(\d)\/6/.exec(text)?.[1]))
    .toEqual(['4', '3', '2', '1'])
})

test('a delivery that the rule answered tells so in a sentence', async () => {
  await ui.page.getByRole('option').nth(2).click()
  await ui.page
    .getByText('Answered 503 by your rule “Fail the first 3, then succeed”, attempt 2 of this event.')
    .waitFor()
})

test('the rule has switched itself off, in the list and in the rail', async () => {
  await settings()
  await expect
    .poll(() =>
      section()
        .getByRole('checkbox', { name: /^Fail the first 3/ })
        .isChecked(),
    )
    .toBe(false)
  await expect.poll(() => rail().getAttribute('aria-label')).not.toContain('response rule')
})

test('a dropped connection is shown as one', async () => {
  await section().getByRole('button', { name: 'Add a response rule' }).click()
  await ui.page.getByRole('menuitem', { name: 'Drop the connection' }).click()
  await section().getByRole('button', { name: 'Add the rule' }).click()
  await section().getByRole('checkbox', { name: 'Drop the connection' }).waitFor()
  await expect(
    fetch(url, { method: 'POST', headers: event.headers, body: new Uint8Array(event.body) }),
  ).rejects.toThrow()
  await ui.page.goto(`${ui.origin}/#/`)
  await ui.page.getByRole('option').first().getByText('dropped').waitFor()
  await ui.page.getByRole('option').first().click()
  await ui.page.getByText('by your rule “Drop the connection”', { exact: false }).waitFor()
})

test.each([
  ['light', 1440, 900],
  ['dark', 800, 700],
  ['light', 720, 480],
] as const)('the form is named, legible and in its window: %s %i', async (colorScheme, width, height) => {
  const other = await ui.another({ colorScheme, width, height, scrollbars: true })
  await other.page.goto(`${ui.origin}/#/endpoint/${ui.host.endpoint('Sales agent').id}/settings`)
  await other.page.getByRole('button', { name: 'Edit Drop the connection' }).click()
  await other.page.getByRole('region', { name: 'Preview' }).getByText('ends the connection', { exact: false }).waitFor()
  expect(await faintTexts(other.page)).toEqual([])
  expect(await namelessControls(other.page)).toEqual([])
  expect(await overflows(other.page)).toBe(false)
  expect(other.faults()).toEqual([])
  await other.close()
})

test('nothing went wrong in the page', () => expect(ui.faults()).toEqual([]))
