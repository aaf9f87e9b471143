import { afterAll, beforeAll, expect, test } from 'vitest'
import { busyConfig, busyDay } from '../support/busy-day.ts'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { type LocaltunnelServer, startLocaltunnelServer } from '../support/localtunnel-server.ts'
import { type OpenPage, openPage } from '../support/open-page.ts'
import { screenshot } from '../support/screenshot.ts'
import { post, startApp } from '../support/start-engine.ts'

/** The main screens on a day's deliveries, by keyboard and mouse, light, dark and narrow. */

const folder = temporaryFolder()
let tunnel: LocaltunnelServer
let app: Awaited<ReturnType<typeof startApp>>
let host: HeadlessHost
let ui: OpenPage

beforeAll(async () => {
  tunnel = await startLocaltunnelServer()
  app = await startApp()
  host = await startHeadless({
    data: folder.path,
    config: {
      tunnel: { driver: 'localtunnel', host: tunnel.url, subdomain: 'quiet-lamp' },
      endpoints: busyConfig(`${app.url}/hooks`),
    },
  })
  ui = await openPage(host.ready.ui)
})
afterAll(async () => {
  await ui.close()
  await host.stop()
  await app.close()
  await tunnel.kill()
  folder.remove()
})

const row = (text: string) => ui.page.getByRole('option').filter({ hasText: text }).first()
const tab = (name: RegExp) => ui.page.getByRole('tab', { name })

test('the first screen guides to the first delivery, and one key brings it', async () => {
  await ui.page.getByRole('heading', { name: 'Give a provider one of these URLs' }).waitFor()
  await screenshot(ui.page, 'first-run-light')
  await ui.page.keyboard.press('s')
  const line = await host.delivery(() => true)

  expect(line).toMatchObject({
    endpoint: 'Sales agent',
    verification: { state: 'verified' },
    conformance: { state: 'conforms' },
  })
  await ui.page.locator(`[data-delivery="${line.id}"]`).waitFor()
})

test('a day of deliveries fills the stream', async () => {
  for (const [endpoint, request] of busyDay()) {
    expect((await post(host.endpoint(endpoint).url, request)).status).toBe(200)
  }
  await ui.close()
  ui = await openPage(host.ready.ui)
  await row('Maya Chen').click()

  await ui.page.getByRole('heading', { name: /Maya Chen/ }).waitFor()
  expect(await ui.page.getByRole('listbox', { name: 'Deliveries' }).getByRole('option').count()).toBeGreaterThan(20)
  await screenshot(ui.page, 'stream-light')
})

test('keys move through the stream, the tabs and the payload', async () => {
  await ui.page.keyboard.press('2')
  await ui.page.getByText('"tokenCost"').waitFor()
  expect(await ui.page.getByRole('tabpanel').textContent()).toContain('12.50')
  await screenshot(ui.page, 'payload-light')
  await ui.page.keyboard.press('5')
  await ui.page.getByText('X-Replicer-Signature').first().waitFor()
  await ui.page.keyboard.press('j')

  await ui.page.getByRole('heading', { name: 'call.received' }).waitFor()
})

test('the schema tab marks what differs on its lines', async () => {
  await row('Tom Becker').click()
  await tab(/Schema/).click()
  await ui.page.getByText('"length_in_minutes"').waitFor()
  await ui.page.keyboard.press('F8')

  const text = await ui.page.getByRole('tabpanel').textContent()
  for (const said of ['in 5 places', 'recordingUrl', 'length_in_minutes', 'transfer_original_call_id'])
    expect(text).toContain(said)
  await screenshot(ui.page, 'schema-light')
})

test('the signature tab says why a check failed', async () => {
  await row('John Doe').click()
  await tab(/Signature/).click()

  await ui.page
    .getByRole('tabpanel')
    .getByText(/HMAC-SHA256/)
    .first()
    .waitFor()
  await ui.page.getByRole('list', { name: 'What was tried' }).waitFor()
  await screenshot(ui.page, 'signature-light')
})

test('one key replays, and the outcome appears in the same pane', async () => {
  await row('Omar Haddad').click()
  await ui.page.keyboard.press('r')
  await expect.poll(() => app.received.length).toBe(1)
  await ui.page.keyboard.press('7')

  await ui.page.getByRole('tabpanel').getByText('200').first().waitFor()
  await screenshot(ui.page, 'replays-light')
})

test('the search box filters with fields and free text', async () => {
  await ui.page.keyboard.press('/')
  await ui.page.keyboard.type('verified:no provider:replicer')
  await ui.page.keyboard.press('Enter')
  await expect.poll(() => ui.page.getByRole('listbox', { name: 'Deliveries' }).getByRole('option').count()).toBe(1)
  await ui.page.getByRole('combobox', { name: 'Search deliveries' }).fill('"Karim & Sons"')
  await ui.page.keyboard.press('Enter')
  await expect.poll(() => ui.page.getByRole('listbox', { name: 'Deliveries' }).getByRole('option').count()).toBe(1)
  await row('Nadia').waitFor()
  await ui.page.getByRole('combobox', { name: 'Search deliveries' }).fill('status:5xx')
  await ui.page.keyboard.press('Enter')

  await ui.page.getByRole('button', { name: 'Clear', exact: true }).waitFor()
  await screenshot(ui.page, 'filtered-empty-light')
  await ui.page.getByRole('button', { name: 'Clear', exact: true }).click()
  await row('Nadia').waitFor()
})

test('the command palette finds what can be done', async () => {
  await row('Jordan Reyes').click()
  await ui.page.keyboard.press('Control+k')
  await ui.page.keyboard.type('repl')

  await ui.page.getByRole('option', { name: /Replay to the last target/ }).waitFor()
  await screenshot(ui.page, 'palette-light')
  await ui.page.keyboard.press('Escape')
})

test('endpoint and settings pages show what can be changed', async () => {
  await ui.page.getByRole('link', { name: 'Settings' }).click()
  await ui.page.getByRole('radio', { name: /localtunnel/ }).waitFor()
  expect(await ui.page.getByRole('radio', { name: /localtunnel/ }).isChecked()).toBe(true)
  await screenshot(ui.page, 'settings-light')
  await ui.page.goto(`${new URL(host.ready.ui).origin}/#/endpoint/${host.endpoint('Sales agent').id}/settings`)

  await ui.page.getByRole('cell', { name: 'live 2026', exact: true }).waitFor()
  expect(await ui.page.locator('body').textContent()).not.toContain('rpl-s3cret')
  await screenshot(ui.page, 'endpoint-light')
})

test.each([
  ['stream-dark', 1440, 900, 'dark'],
  ['stream-1024-light', 1024, 700, 'light'],
  ['stream-800-dark', 800, 600, 'dark'],
] as const)('%s', async (name, width, height, colorScheme) => {
  const other = await openPage(host.ready.ui, { width, height, colorScheme })
  await other.page.getByRole('option').filter({ hasText: 'Maya Chen' }).first().click()
  await other.page.getByRole('heading', { name: /Maya Chen/ }).waitFor()
  await screenshot(other.page, name)

  expect(await other.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(other.faults()).toEqual([])
  await other.close()
})

test('a lost tunnel is told where it happened, and the receiver goes on', async () => {
  await ui.page.getByRole('link', { name: /All deliveries/ }).click()
  await tunnel.kill()
  await ui.page
    .getByText(/tunnel down/i)
    .first()
    .waitFor({ timeout: 20_000 })
  const [endpoint, request] = busyDay()[0] ?? []
  if (!endpoint || !request) throw new Error('the day is empty')

  expect((await post(host.endpoint(endpoint).url, request)).status).toBe(200)
  await screenshot(ui.page, 'tunnel-lost-light')
})

test('nothing went wrong in the page', () => {
  expect(ui.faults()).toEqual([])
})
