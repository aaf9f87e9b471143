import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { post } from '../support/start-engine.ts'

/** What the screen says of replays, of an open delivery, of a schema and of a search is what is so at that moment. */

const secret = 'rpl-s3cret'
const request = replicerRequest(sampleBody('replicer', 'call.ended'), secret)
let ui: HostOnScreen
let silent: Server
let silentUrl: string
let refusedUrl: string
let id: string

beforeAll(async () => {
  const closed = createServer()
  await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done))
  refusedUrl = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/hooks/calls`
  await new Promise((done) => closed.close(done))
  silent = createServer(() => undefined)
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/hooks`

  const secrets = [{ label: 'live', value: secret }]
  ui = await openHost({ endpoints: [{ name: 'Sales agent', provider: 'replicer', secrets }], scrollbars: true })
  id = (await ui.send('Sales agent', request)).id
})
afterAll(async () => {
  await ui?.close()
  silent?.closeAllConnections()
  silent?.close()
})

const panel = () => ui.page.getByRole('tabpanel')
async function open(tab: string): Promise<void> {
  await ui.page.evaluate((to) => location.assign(to), `#/?d=${id}&tab=${tab}`)
  await ui.page.getByRole('tab', { name: new RegExp(`^${tab}`, 'i'), selected: true }).waitFor()
}
async function replayTo(url: string): Promise<void> {
  await open('replays')
  await panel().getByLabel('Target').fill(url)
  await panel().getByRole('button', { name: 'Replay', exact: true }).click()
}

test('where the connection was refused, nothing went out, and nothing says that it did', async () => {
  await replayTo(refusedUrl)
  await panel().getByRole('heading', { name: 'Not sent' }).waitFor()
  await panel().getByText('No connection to the target was made, so nothing went out.').waitFor()
  const place = new URL(refusedUrl).host + new URL(refusedUrl).pathname
  await panel()
    .getByRole('heading', { name: `Replay 1 to ${place}` })
    .waitFor()
  await panel()
    .getByRole('row', { name: new RegExp(`${place}.*refused`) })
    .waitFor()
  expect(
    await panel()
      .getByText(/byte for byte/)
      .count(),
  ).toBe(0)
})

test('while a replay waits, its time runs, and Cancel ends it', async () => {
  await replayTo(silentUrl)
  await panel().getByText('Waiting for the answer of the target').waitFor()
  await panel()
    .getByText(/^0\.[3-9] s$|^[1-9]\d*\.\d s$/)
    .waitFor()
  await panel().getByRole('button', { name: 'Cancel' }).click()
  await panel().getByText('The replay was cancelled.').waitFor()
  await panel().getByRole('button', { name: 'Replay', exact: true }).waitFor()
  expect(await panel().getByRole('row').count()).toBe(2)
})

test('another attempt stands on the open delivery as soon as it is there', async () => {
  await open('overview')
  await panel()
    .getByText('1 attempt so far')
    .or(panel().getByRole('heading', { name: /^Attempts/ }))
    .first()
    .waitFor()
  // Long enough to be watched.
  await ui.page.waitForTimeout(500)
  const before = await panel().innerText()
  await post(ui.host.endpoint('Sales agent').url, request)
  await expect.poll(() => panel().innerText()).not.toBe(before)
})

test('side by side, the payload’s column shows what the payload has', async () => {
  await open('schema')
  await ui.page.getByRole('button', { name: 'Side by side' }).click()
  const column = (n: number) => panel().locator('.monaco-editor[role="code"], .monaco-editor').nth(n)
  await expect.poll(async () => (await column(0).innerText()).replaceAll('\u00a0', ' ')).toMatch(/string/)
  const shown = (await column(1).innerText()).replaceAll('\u00a0', ' ')
  expect(shown).not.toMatch(/: string|may be absent|" or "/)
  expect(shown).toContain('call.ended')
})

test('a mistake in the search is told while it is typed, and no row of another query stands there', async () => {
  const box = ui.page.getByRole('combobox', { name: 'Search deliveries' })
  await ui.page.evaluate(() => location.assign('#/'))
  await ui.row('call.ended').waitFor()
  await box.click()
  await box.pressSequentially('statsu:500')
  await ui.page
    .getByRole('alert')
    .getByText(/statsu/)
    .waitFor()
  expect(await box.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await ui.row('call.ended').isVisible()).toBe(false)
  await box.fill('status:200')
  await ui.row('call.ended').waitFor()
})

test('nothing went wrong on the page', () => expect(ui.faults()).toEqual([]))
