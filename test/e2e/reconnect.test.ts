import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { type OpenPage, openPage } from '../support/open-page.ts'

/** The host goes away under an open page, and comes back. */

const folder = temporaryFolder()
let host: HeadlessHost
let ui: OpenPage
const config = { tunnel: 'none', endpoints: [{ name: 'Anything', provider: null }] }

beforeAll(async () => {
  host = await startHeadless({ data: folder.path, config })
  ui = await openPage(host.ready.ui)
})
afterAll(async () => {
  await ui.close()
  await host.stop()
  folder.remove()
})

const portOf = (url: string) => new URL(url).port
const deliver = async () => {
  await fetch(host.endpoint('Anything').url, { method: 'POST', body: '{"a":1}' })
  return host.delivery(() => true)
}
const row = (id: string) => ui.page.locator(`[data-delivery="${id}"]`)

test('a page whose host stops keeps what it shows and says so; when the host is back it goes on by itself', async () => {
  await ui.page.getByRole('button', { name: 'Close the guide' }).click()
  await ui.page.mouse.move(0, 0)
  const unread = await deliver()
  const before = await deliver()
  await row(before.id).click()
  await ui.page.getByRole('tab', { name: 'Overview' }).waitFor()
  await row(unread.id).waitFor()
  const { receiver, ui: address } = host.ready
  await host.stop()
  await ui.page.getByRole('alert').getByText('The connection to Switchhook was lost at').waitFor()
  await ui.page.getByText('Not connected').waitFor()
  expect(await row(before.id).count()).toBe(1)
  await ui.page
    .getByRole('alert')
    .getByText(`--ui-port ${portOf(address)}`)
    .waitFor()
  // What was read stays; of another row nothing is shown that belongs to this one.
  await ui.page.getByRole('tab', { name: 'Overview' }).waitFor()
  await row(unread.id).click()
  await ui.page.getByText('This delivery was not read before the connection was lost').waitFor()
  expect(await ui.page.getByRole('tab').count()).toBe(0)
  await ui.page.keyboard.press('r')
  await ui.page.getByText('“Replay to the last target” needs it').first().waitFor()

  host = await startHeadless({
    data: folder.path,
    config,
    args: ['--port', portOf(receiver), '--ui-port', portOf(address)],
  })
  await ui.page.getByText('The connection to Switchhook was lost at').waitFor({ state: 'detached' })
  await ui.page.getByRole('tab', { name: 'Overview' }).waitFor()
  await ui.page.keyboard.press('Escape')
  await ui.page.mouse.move(0, 0)
  const after = await deliver()
  await row(after.id).waitFor()
  expect(await row(before.id).count()).toBe(1)
})

test('what came while the page was away is there when it is back', async () => {
  const { receiver, ui: address } = host.ready
  await ui.page.context().setOffline(true)
  await host.stop()
  await ui.page.getByText('The connection to Switchhook was lost at').waitFor()
  host = await startHeadless({
    data: folder.path,
    config,
    args: ['--port', portOf(receiver), '--ui-port', portOf(address)],
  })
  const missed = await deliver()
  await ui.page.context().setOffline(false)

  await row(missed.id).waitFor()
})
