import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { faintTexts, namelessControls, overflows } from '../support/look-at-page.ts'

/** Forwarding on screen: switched in the rail, with the app there, gone, and back. */

let on: HostOnScreen
let app: Server | null = null
let port = 0

async function startApp(): Promise<void> {
  const answer = async (response: ServerResponse) => {
    response.writeHead(207, { 'Content-Type': 'application/x-ndjson' })
    for (let n = 1; n <= 3; n += 1) {
      response.write(`{"line":${n}}\n`)
      await new Promise((next) => setTimeout(next, 15))
    }
    response.end()
  }
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => void answer(response))
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
  app = server
}

async function stopApp(): Promise<void> {
  const server = app
  app = null
  await new Promise<void>((done) => {
    if (server === null) return done()
    server.close(() => done())
    server.closeAllConnections()
  })
}

beforeAll(async () => {
  await startApp()
  const target = `http://127.0.0.1:${port}/hooks`
  on = await openHost({ endpoints: [{ name: 'App', provider: null, target }, { name: 'Other' }] })
})
afterAll(async () => {
  await on.close()
  await stopApp()
})

/** What the provider gets; the id of the delivery. */
async function deliver(n: number): Promise<{ readonly status: number; readonly text: string; readonly id: string }> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(on.host.endpoint('App').url, { method: 'POST', body: JSON.stringify({ n }), headers })
  const text = await response.text()
  const { id } = await on.host.delivery(() => true)
  return { status: response.status, text, id }
}

const rail = () => on.page.getByRole('complementary', { name: 'Endpoints and views' })
const switchOf = (words: RegExp) => rail().getByRole('button', { name: words })

test('one switch in the rail turns forwarding on; the app’s own answer is on the row', async () => {
  expect((await deliver(1)).status).toBe(200)
  await switchOf(/^App answers by itself/).focus()
  await on.page.keyboard.press('Enter')
  const focused = () => on.page.evaluate(() => document.activeElement?.textContent)
  await expect.poll(focused).toContain('Switchhook answers 200')
  await on.page.keyboard.press('ArrowDown')
  await expect.poll(focused).toContain('Forward to')
  await on.page.keyboard.press('Enter')
  await switchOf(/^App forwards to 127\.0\.0\.1/).waitFor()

  const { status, text, id } = await deliver(2)
  expect(status).toBe(207)
  expect(text.split('\n')).toHaveLength(4)
  await expect.poll(() => on.row(id).innerText()).toContain('207')
})

test('the Answer tab shows the pieces of a streamed answer with their times', async () => {
  const { id } = await deliver(3)
  await on.row(id).click()
  await on.page.getByRole('tab', { name: 'Answer' }).click()
  const pieces = on.page.getByRole('table', { name: 'Pieces of the answer' })
  await pieces.waitFor()
  await expect.poll(() => pieces.getByRole('row').count()).toBe(4)
  await expect.poll(() => on.page.getByRole('region', { name: 'Answer' }).innerText()).toContain('passed on')
  expect(await on.page.getByRole('tabpanel').innerText()).toContain('X-Forwarded-Host')
  await on.page.getByRole('tab', { name: 'Overview' }).click()
  expect(await on.page.getByRole('region', { name: 'Verdicts' }).innerText()).toContain('answered 207 in 3 pieces')
})

test('with the app down it is loud: row, rail, Overview and Answer say why; with the app back it is quiet again', async () => {
  // With nothing selected, new rows appear by themselves.
  await on.page.goto(`${on.origin}/#/`)
  await on.page.mouse.move(1200, 5)
  await stopApp()
  const { status, id } = await deliver(4)
  expect(status).toBe(502)
  await expect.poll(() => on.row(id).innerText()).toContain('not forwarded')
  await expect.poll(() => rail().innerText()).toContain('not forwarded')
  await switchOf(/nothing listens|Nothing listens/).waitFor()
  await on.row(id).click()
  const verdicts = on.page.getByRole('region', { name: 'Verdicts' })
  await expect.poll(() => verdicts.innerText()).toMatch(/Nothing listens on 127\.0\.0\.1:\d+.*fallback/s)
  await on.page.getByRole('tab', { name: 'Answer' }).click()
  await on.page
    .getByRole('tabpanel')
    .getByRole('alert')
    .getByText(/Nothing listens/)
    .waitFor()
  expect(await faintTexts(on.page)).toEqual([])

  const search = on.page.getByRole('combobox', { name: 'Search deliveries' })
  await search.fill('forward:failed')
  await on.page.keyboard.press('Enter')
  await expect.poll(() => on.page.getByRole('option').count()).toBe(1)
  await search.fill('')
  await on.page.keyboard.press('Enter')

  await startApp()
  expect((await deliver(5)).status).toBe(207)
  await expect.poll(() => rail().innerText()).not.toContain('not forwarded')
})

test('store and forward later: 202 while the app is down, and out by itself when it is back', async () => {
  await on.page.goto(`${on.origin}/#/`)
  await rail().getByRole('link', { name: /^App/ }).click()
  await switchOf(/^App forwards/).click()
  await on.page.getByRole('menuitem', { name: 'Forwarding settings' }).click()
  const section = on.page.getByRole('region', { name: 'Forwarding' })
  await section.getByRole('checkbox', { name: /^Store and forward later/ }).check()
  await expect.poll(async () => (await deliver(6)).status).toBe(207)
  await stopApp()
  expect((await deliver(7)).status).toBe(202)
  const { id } = await deliver(8)
  await section.getByText('2 deliveries in the queue').waitFor()
  await startApp()
  await section.getByText('in the queue').waitFor({ state: 'detached' })
  await on.page.goto(`${on.origin}/#/?d=${id}`)
  const verdicts = on.page.getByRole('region', { name: 'Verdicts' })
  await expect.poll(() => verdicts.innerText()).toMatch(/Sent from the queue.*answered 207/)
})

test('a target elsewhere asks once, with the harmless button in focus; everything has a name and fits', async () => {
  await rail().getByRole('link', { name: /^App/ }).click()
  await switchOf(/^App forwards/).click()
  await on.page.getByRole('menuitem', { name: 'Forwarding settings' }).click()
  const section = on.page.getByRole('region', { name: 'Forwarding' })
  await section.getByRole('button', { name: 'Another target…' }).click()
  await section.getByRole('combobox', { name: 'Role of the new target' }).selectOption('copy')
  await section.getByRole('textbox', { name: 'URL of the new target' }).fill('https://copies.example.com/all')
  await section.getByRole('textbox', { name: 'Event types of the new target' }).fill('call.*')
  await on.page.keyboard.press('Enter')
  const dialog = on.page.getByRole('dialog', { name: 'Forward to https://copies.example.com?' })
  await dialog.waitFor()
  await expect.poll(() => on.page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel')
  await on.page.keyboard.press('Escape')
  await section.getByText('Not agreed to, so nothing was changed.').waitFor()
  await section.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByRole('button', { name: 'Forward' }).click()
  await section.getByRole('textbox', { name: 'Event types of target 2' }).waitFor()
  expect(await namelessControls(on.page)).toEqual([])
  await on.page.setViewportSize({ width: 720, height: 480 })
  expect(await overflows(on.page)).toBe(false)
  await on.page.setViewportSize({ width: 1440, height: 900 })
  await section.getByRole('button', { name: 'Remove target 2' }).click()
  await section.getByRole('textbox', { name: 'Event types of target 2' }).waitFor({ state: 'detached' })
  expect(on.faults()).toEqual([])
})
