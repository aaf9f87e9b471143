import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { faintTexts, namelessControls, overflows } from '../support/look-at-page.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { screenshot } from '../support/screenshot.ts'

/** A developer at work on a handler: edits a delivery, breaks its signature, compares answers, restarts the app. */

const secret = 'rpl-secret'
let on: HostOnScreen
const app = new (class {
  readonly got: { readonly headers: object; readonly url: string; readonly body: string }[] = []
  answer = 1
  port = 0
  #server: Server | null = null

  async start(): Promise<void> {
    const server = createServer((incoming, outgoing) => {
      let body = ''
      incoming.on('data', (chunk) => {
        body += chunk
      })
      incoming.on('end', () => {
        this.got.push({ headers: incoming.headers, url: incoming.url ?? '', body })
        const right = createHmac('sha256', secret).update(body).digest('hex')
        const isRight = incoming.headers['x-replicer-signature'] === right
        outgoing.writeHead(isRight ? 200 : 401, { 'Content-Type': 'application/json' })
        outgoing.end(
          JSON.stringify({
            ok: isRight,
            at: Date.now(),
            version: this.answer,
            items: [{ id: 'a', at: Math.random() }],
          }),
        )
      })
    })
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done))
    this.port = (server.address() as AddressInfo).port
    this.#server = server
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      this.#server?.close(() => done())
      this.#server?.closeAllConnections()
    })
  }
})()

const body = sampleBody('replicer', 'call.ended')

beforeAll(async () => {
  await app.start()
  on = await openHost({
    endpoints: [
      {
        name: 'Sales agent',
        provider: 'replicer',
        target: `http://127.0.0.1:${app.port}/hooks`,
        secrets: [{ label: 'live', value: secret }],
      },
    ],
    scrollbars: true,
  })
  const { headers } = replicerRequest(body, secret)
  const { id } = await on.send('Sales agent', { headers, body })
  await on.row(id).click()
  await on.page.getByRole('region', { name: 'Delivery' }).waitFor()
})
afterAll(async () => {
  await on.close()
  await app.stop()
})

const press = async (...keys: string[]) => {
  for (const key of keys) await on.page.keyboard.press(key)
}
const editor = () => on.page.getByRole('region', { name: 'Edit and replay' })
const url = () => editor().getByRole('textbox', { name: 'URL' })
const status = () => on.page.getByRole('row').nth(1)
const choose = (name: string) => editor().getByRole('button', { name, exact: true }).click()
const sent = () => app.got.length

test('e opens the request; what is edited goes out with Ctrl+Enter, signed again', async () => {
  await press('e')
  await url().waitFor()
  await expect.poll(() => on.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('URL')
  await url().fill(`http://127.0.0.1:${app.port}/hooks/edited?x=1`)
  const code = editor().locator('.monaco-editor').first()
  await code.waitFor()
  await code.click()
  await press('Control+a', 'Delete')
  await on.page.keyboard.insertText('{}')
  await press('ArrowLeft', 'Control+Space')
  await on.page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'timestamp' }).waitFor()
  await press('Escape')
  await editor().waitFor()
  await press('Control+a', 'Delete')
  await on.page.keyboard.insertText('{"event":"call.ended","cost":12.50}')
  await editor()
    .getByText(/problems, the first in line 1/)
    .waitFor()
  await choose('Re-sign')
  await press('Control+Enter')

  await expect.poll(sent).toBe(1)
  expect(app.got[0]).toMatchObject({ url: '/hooks/edited?x=1', body: '{"event":"call.ended","cost":12.50}' })
  await expect.poll(() => status().textContent()).toMatch(/edited.*200/)
  await screenshot(on.page, 'edit-light')
})

test('headers are changed line by line, and the difference is shown', async () => {
  await editor()
    .getByRole('button', { name: /^Headers \d/ })
    .click()
  await editor().getByRole('button', { name: 'Add header' }).click()
  await on.page.keyboard.type('X-Debug')
  await press('Tab')
  await on.page.keyboard.type('yes')
  await choose('Difference')
  const changed = editor().getByRole('table', { name: 'Changed lines' })
  await expect.poll(() => changed.textContent()).toMatch(/URL.*X-Debug.*yes/)
  await editor().locator('.monaco-diff-editor').waitFor()
})

test('the draft is there after the page was closed and opened, and can be discarded and taken back', async () => {
  await expect.poll(async () => (await on.page.getByText(/^changed: URL, 1 header, body/).count()) > 0).toBe(true)
  await press('Escape')
  await expect.poll(() => editor().count()).toBe(0)
  await on.page.reload()
  await on.page.getByRole('region', { name: 'Delivery' }).waitFor()
  await press('e')
  await expect.poll(() => url().inputValue()).toMatch(/edited\?x=1$/)

  await choose('Discard')
  await expect.poll(() => url().inputValue()).toMatch(/\/hooks$/)
  await on.page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => url().inputValue()).toMatch(/edited\?x=1$/)
  await choose('Discard')
})

test('a signature is broken on purpose, and the app refuses it', async () => {
  await choose('Break')
  const what = editor().getByRole('combobox', { name: 'How to break it' })
  await what.selectOption({ label: 'Newline added to the body' })
  await press('Control+Enter')
  await expect.poll(sent).toBe(2)
  expect(app.got[1]?.body.endsWith('\n')).toBe(true)
  await expect.poll(() => status().textContent()).toMatch(/broken: newline.*401/)
  await press('Escape')
})

test('an outcome is compared with the last one, and what does not count is remembered', async () => {
  await press('r')
  await expect.poll(sent).toBe(3)
  // A key that is pressed while one is on its way sends nothing.
  await expect.poll(() => status().textContent()).not.toMatch(/broken|Sending/)
  await press('r')
  await expect.poll(sent).toBe(4)
  const compared = on.page.getByRole('region', { name: 'Compared' })
  const places = () => compared.getByRole('table', { name: 'Places of the body that differ' })
  await expect.poll(() => places().textContent()).toMatch(/\/at.*\/items\/0\/at/)
  await compared.getByRole('button', { name: 'Leave out /at from now on' }).click()
  await compared.getByRole('button', { name: 'Leave out /items/0/at from now on' }).click()
  await compared.getByText('no difference').waitFor()

  app.answer = 2
  await press('r')
  await expect.poll(sent).toBe(5)
  await expect.poll(() => places().textContent()).toMatch(/\/version 12$/)
  expect(await places().getByRole('row').count()).toBe(2)
  await compared.scrollIntoViewIfNeeded()
  await screenshot(on.page, 'compare-light')
})

test('when the app is back after a restart, the delivery goes out by itself', async () => {
  await press('Control+k')
  await on.page.keyboard.type('send this delivery again')
  await press('Enter')
  const panel = on.page.getByRole('dialog', { name: 'Send again when my server is back' })
  await panel.getByText('server is up').waitFor()
  await app.stop()
  await panel.getByText('waiting for the server').waitFor()
  await press('Escape')
  await on.page.getByRole('button', { name: /^Waiting for 127\.0\.0\.1/ }).waitFor()
  app.answer = 3
  await app.start()
  await expect.poll(sent).toBe(6)
  await on.page
    .getByText(/is back and answered 200/)
    .first()
    .waitFor()
  await expect.poll(() => status().textContent()).toMatch(/sent when the target was back.*200/)
  // Messages lie on the status bar for a while.
  await on.page.getByRole('button', { name: 'Dismiss' }).first().click()
  await on.page.getByRole('button', { name: /^Watching/ }).click()
  await panel.getByText('server is up').waitFor()
  await screenshot(on.page, 'server-back-light')
  expect(await faintTexts(on.page)).toEqual([])
  await panel.getByRole('button', { name: 'Stop' }).click()
  await panel.getByText('No server is waited for.').first().waitFor()
  await press('Escape')
})

test('two deliveries are compared by headers and structure', async () => {
  const other = Buffer.from(body.toString().replace('"event"', '"added": 1, "event"'))
  const { headers } = replicerRequest(other, secret)
  const { id } = await on.send('Sales agent', { headers, body: other })
  await press('=')
  await on.page.getByText('Select the other delivery').first().waitFor()
  await press('.')
  await on.row(id).click()
  await press('=')
  const dialog = on.page.getByRole('dialog', { name: 'Compare two deliveries' })
  await dialog.getByRole('table', { name: 'Places of the body that differ' }).waitFor()
  expect(await dialog.textContent()).toMatch(/\/added addedabsent1/)
  expect(await dialog.getByRole('table', { name: 'Headers that differ' }).textContent()).toMatch(/X-Replicer-Signature/)
  await dialog.getByRole('button', { name: 'Structure' }).click()
  expect(await dialog.textContent()).toMatch(/1 place in the body/)
  await press('Escape')
})

test('nothing of it overflows a small window, and nothing went wrong in the page', async () => {
  await on.page.setViewportSize({ width: 800, height: 600 })
  await press('e')
  await url().waitFor()
  for (const part of [/^Headers/, /^Difference/, /^Body/]) {
    await editor().getByRole('button', { name: part }).click()
    expect(await overflows(on.page)).toBe(false)
    expect(await faintTexts(on.page)).toEqual([])
    expect(await namelessControls(on.page)).toEqual([])
    const clipped = await editor().evaluate((pane) => pane.scrollWidth > pane.clientWidth)
    expect(clipped).toBe(false)
  }
  expect(on.faults()).toEqual([])
})
