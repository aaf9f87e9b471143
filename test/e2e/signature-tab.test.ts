import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { type OpenPage, openPage } from '../support/open-page.ts'
import { screenshot } from '../support/screenshot.ts'
import { failureEndpoints, signatureFailures } from '../support/signature-failures.ts'
import { post, startApp } from '../support/start-engine.ts'

/** Why a signature failed, on the screen of the built headless host, and what can be done about it. */

const folder = temporaryFolder()
const ids = new Map<string, string>()
let host: HeadlessHost
let ui: OpenPage
let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  host = await startHeadless({
    data: folder.path,
    config: { tunnel: { driver: 'none' }, endpoints: failureEndpoints },
  })
  for (const { cause, endpoint, request } of signatureFailures) {
    const { url } = host.endpoint(endpoint)
    expect((await post(url, request(url))).status).toBe(200)
    const line = await host.delivery(() => true)
    expect([cause, line.verification.state]).toEqual([cause, 'failed'])
    ids.set(cause, line.id)
  }
  ui = await openPage(host.ready.ui)
})
afterAll(async () => {
  await ui?.close()
  await host?.stop()
  await app.close()
  folder.remove()
})

const panel = () => ui.page.getByRole('tabpanel')
const headline = async () => (await panel().getByRole('heading').first().textContent()) ?? ''
const steps = () => ui.page.getByRole('list', { name: 'What was tried' })

async function open(cause: string, tab = 'signature') {
  const hash = `#/?d=${ids.get(cause)}&tab=${tab}`
  await ui.page.evaluate((to) => location.assign(to), hash)
  await ui.page.locator(`[data-delivery="${ids.get(cause)}"][data-cursor="true"]`).waitFor()
}

describe.each(signatureFailures)('$cause', ({ cause, sentence, matched }) => {
  test('the sentence comes first, then the steps', async () => {
    await open(cause)
    await expect.poll(headline).toMatch(sentence)
    await steps().waitFor()
    const hits = await steps().locator('[data-outcome="matches"]').allTextContents()
    if (matched) expect(hits).toEqual([expect.stringMatching(matched)])
    else expect(hits).toEqual([])
    await screenshot(ui.page, `signature-${cause}`)
  })

  test('the Overview and the row say it too', async () => {
    await open(cause)
    await expect.poll(headline).toMatch(sentence)
    const said = await headline()
    await open(cause, 'overview')
    await panel().getByText(said).waitFor()
    const badge = ui.page.locator(`[data-delivery="${ids.get(cause)}"] .stream-verification [title]`)
    expect(await badge.getAttribute('title')).toBe(said)
  })
})

test('the bytes that differ are marked', async () => {
  await open('body-trailing-newline')
  await panel()
    .getByText(/bytes of body were signed/)
    .waitFor()
  expect(await panel().getByRole('region', { name: 'First difference' }).locator('mark').allTextContents()).toEqual([
    'end of the body',
    '↵ 0A',
  ])
})

test('what was found is used from now on, and the stored deliveries verify', async () => {
  const before = new URL(host.endpoint('After hours').url)
  const { request } = signatureFailures.find(({ cause }) => cause === 'secret-form') ?? never()
  for (let count = 0; count < 2; count++) {
    await post(before.href, request(before.href))
    await host.delivery(() => true)
  }
  await open('secret-form')
  await ui.page.getByRole('button', { name: 'Apply this fix' }).click()
  const dialog = ui.page.getByRole('dialog')
  await dialog.getByText('Would verify 3 more of 3 deliveries.').waitFor()
  await dialog.getByRole('button', { name: 'Apply' }).click()
  await ui.page.getByText('3 deliveries rechecked: 3 verify now.').waitFor()

  await panel().getByRole('heading', { name: 'Matches secret “pasted”.' }).waitFor()
  await ui.page
    .locator(`[data-delivery="${ids.get('secret-form')}"]`)
    .getByText('verified')
    .waitFor()
  expect(await ui.page.getByRole('button', { name: 'Apply this fix' }).count()).toBe(0)
  expect((await ui.page.content()).includes('aft-s3cret')).toBe(false)
  await screenshot(ui.page, 'signature-fixed')

  await post(before.href, request(before.href))
  expect((await host.delivery(() => true)).verification.state).toBe('verified')
})

test('a stored delivery goes out with a new signature', async () => {
  await open('timestamp-too-old', 'replays')
  await panel().getByLabel('Target').fill(`${app.url}/hooks`)
  await panel().getByRole('button', { name: 'Re-sign' }).click()
  await panel().getByRole('button', { name: 'Replay', exact: true }).click()
  await panel().getByText('Signed again with “live” for this target and this moment.').waitFor()

  const timestamp = Number(app.received.at(-1)?.headers['webhook-timestamp'])
  expect(Math.abs(Date.now() / 1000 - timestamp)).toBeLessThan(60)
  expect(await panel().getByRole('row').filter({ hasText: 'it was signed again' }).count()).toBe(2)
})

test('a secret is rotated in one go, and a masked one that is pasted is told before', async () => {
  const { id } = host.endpoint('Dialler')
  await ui.page.evaluate((to) => location.assign(to), `#/endpoint/${id}/settings`)
  const form = ui.page.getByRole('form', { name: 'Add a secret' }).first()
  const field = form.getByLabel('Signing secret')
  await field.fill('••••••••••••')
  await form.getByText(/^This is masked: copy the secret where the provider shows it in full/).waitFor()
  await field.fill('a new s3cret')
  await form.getByLabel('Label of the secret').fill('rotated')
  await form.getByLabel(/^Retire “app secret”/).check()
  await form.getByRole('button', { name: 'Add' }).click()
  await ui.page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()

  const secrets = ui.page.getByRole('table', { name: 'Secrets' })
  await secrets.getByRole('row', { name: /^app secret .* retired/ }).waitFor()
  await secrets.getByRole('row', { name: /^rotated .* active/ }).waitFor()
})

test('it can be read when it is dark and when it is narrow', async () => {
  for (const [width, colorScheme] of [
    [1440, 'dark'],
    [1024, 'light'],
  ] as const) {
    await ui.page.setViewportSize({ width, height: 900 })
    await ui.page.emulateMedia({ colorScheme })
    await open('body-trailing-newline')
    await steps().waitFor()
    const overflow = await panel().evaluate((element) => element.scrollWidth - element.clientWidth)
    expect(overflow).toBe(0)
    await panel().getByRole('heading', { name: 'Digests' }).scrollIntoViewIfNeeded()
    await screenshot(ui.page, `signature-digests-${width}-${colorScheme}`)
  }
})

test('nothing went wrong on the page', () => expect(ui.faults()).toEqual([]))

function never(): never {
  throw new Error('no such failure')
}
