import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { screenshot } from '../support/screenshot.ts'

/** One odd delivery offers a fix that would turn all good ones red: told before, said after, and taken back. */

const secret = 'rpl-s3cret'
const good = replicerRequest(sampleBody('replicer', 'call.ended'), secret)
const hex = good.headers['X-Replicer-Signature'] ?? ''
const odd = {
  ...good,
  headers: { ...good.headers, 'X-Replicer-Signature': Buffer.from(hex, 'hex').toString('base64') },
}
let ui: HostOnScreen
let oddId: string

beforeAll(async () => {
  const secrets = [{ label: 'live', value: secret }]
  ui = await openHost({ endpoints: [{ name: 'Sales agent', provider: 'replicer', secrets }], scrollbars: true })
  for (let count = 0; count < 30; count++) await ui.send('Sales agent', good)
  oddId = (await ui.send('Sales agent', odd)).id
  await ui.page.evaluate((to) => location.assign(to), `#/?d=${oddId}&tab=signature`)
})
afterAll(() => ui?.close())

const dialog = () => ui.page.getByRole('dialog')
const fix = () => ui.page.getByRole('button', { name: 'Apply this fix' })
const colourOf = (text: string) =>
  ui.page.getByText(text).evaluate((element) => {
    const probe = element.appendChild(document.createElement('i'))
    probe.style.color = 'var(--bad)'
    const bad = getComputedStyle(probe).color
    probe.remove()
    return getComputedStyle(element).color === bad
  })

test('what it would do stands there before anything is applied; Cancel has the focus', async () => {
  await fix().click()
  await dialog().getByText('Would verify 1 more and fail 30 of 31 deliveries.').waitFor()
  expect(await colourOf('Would verify 1 more and fail 30 of 31 deliveries.')).toBe(true)
  await screenshot(ui.page, 'change-preview')
  await ui.page.keyboard.press('Enter')
  await dialog().waitFor({ state: 'detached' })
  await ui.row(oddId).getByText('failed').waitFor()
  // Back where it was asked for.
  expect(await ui.page.evaluate(() => document.activeElement?.textContent)).toContain('Apply this fix')
})

test('applied all the same: the outcome is told in the colour of what is worse, and Undo brings all of it back', async () => {
  await fix().click()
  await dialog().getByRole('button', { name: 'Apply' }).click()
  const outcome = '31 deliveries rechecked: 1 verifies now, 30 fail now.'
  await ui.page.getByText(outcome).waitFor()
  expect(await colourOf(outcome)).toBe(true)
  await ui.row(oddId).getByText('verified').waitFor()
  await screenshot(ui.page, 'change-applied')

  await ui.page.getByRole('button', { name: /^Undo/ }).click()
  await ui.page.getByText('Undone: 30 verify now, 1 fails now.').waitFor()
  await ui.row(oddId).getByText('failed').waitFor()
  await fix().waitFor()
  expect((await ui.send('Sales agent', good)).verification.state).toBe('verified')
})

test('nothing went wrong on the page', () => expect(ui.faults()).toEqual([]))
