import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { openHostApi, untilCurrent } from '../support/host-api.ts'
import { faintTexts, namelessControls, overflows } from '../support/look-at-page.ts'
import { type OpenPage, openPage } from '../support/open-page.ts'
import { alteredSample, replicerRequest } from '../support/provider-requests.ts'
import { startHandler } from '../support/replay-runs.ts'
import { screenshot } from '../support/screenshot.ts'
import { post } from '../support/start-engine.ts'

/** A thousand deliveries sent again: started by key, paused, over a restart of the host, cancelled; and the drill. */

const total = 1000
const folder = temporaryFolder()
let host: HeadlessHost
let ui: OpenPage
let app: Awaited<ReturnType<typeof startHandler>>
let config: object
let answerMs = 5
let isFailing = true
const charged = new Map<string, number>()

const names = ['Maya Chen', 'John Doe', 'Ana Souza', 'Jonas Weber', 'Amina Diallo', 'Li Wei', 'Elena Rossi']

/** A call that ended, each of its own. */
const callOf = (number: number) => {
  const id = `5b0e9a3c-41f2-4c7e-9d0a-${String(number).padStart(12, '0')}`
  const call = alteredSample('replicer', 'call.ended', 'clx-call-001', `clx-call-${number}`)
    .toString()
    .replace('5b0e9a3c-41f2-4c7e-9d0a-8f6b1c27e914', id)
  const { headers, body } = replicerRequest(
    Buffer.from(call.replace('John Doe', names[number % names.length]!)),
    'rpl-s3cret',
  )
  return { headers: { ...headers, 'X-Replicer-Delivery-Id': `evt-${number}` }, body }
}

beforeAll(async () => {
  app = await startHandler(({ body }, response, count) => {
    charged.set(body, (charged.get(body) ?? 0) + 1)
    const answer = () =>
      response.writeHead(isFailing && count % 50 === 0 ? 503 : 200).end(`{"ok":true,"charges":${charged.get(body)}}`)
    setTimeout(answer, answerMs)
  })
  const secrets = [{ label: 'live', value: 'rpl-s3cret' }]
  config = { tunnel: 'none', endpoints: [{ name: 'Sales agent', provider: 'replicer', target: app.url, secrets }] }
  host = await startHeadless({ data: folder.path, config })
  const { url } = host.endpoint('Sales agent')
  for (let from = 0; from < total; from += 50)
    await Promise.all(Array.from({ length: 50 }, (_, at) => post(url, callOf(from + at))))
  const api = await openHostApi(host.ready.ui)
  await untilCurrent(api, total)
  api.close()
  ui = await openPage(host.ready.ui, { scrollbars: true })
  await ui.page.getByRole('option').first().waitFor()
})
afterAll(async () => {
  await ui?.close()
  await host?.stop()
  await app?.close()
  folder.remove()
})

const dialog = () => ui.page.getByRole('dialog')
const button = (name: string | RegExp) => ui.page.getByRole('button', { name })
const bar = () => ui.page.getByRole('progressbar', { name: 'Progress of the run' })
const done = async () => Number(await bar().getAttribute('aria-valuenow'))

const problems: string[] = []

/** Notes what is nameless, faint or too wide on what is shown: in light, dark, and small windows. */
async function look(place: string): Promise<void> {
  const { page } = ui
  for (const [width, height, colorScheme] of [
    [1440, 900, 'dark'],
    [800, 600, 'light'],
    [720, 480, 'dark'],
    [1440, 900, 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height })
    const note = (what: string) => problems.push(`${place} ${width} ${colorScheme}: ${what}`)
    for (const text of await faintTexts(page)) note(`faint ${text}`)
    for (const text of await namelessControls(page)) note(`nameless ${text}`)
    if (await overflows(page)) note('wider than the window')
  }
}

test('the preview says what would be sent, before anything is', async () => {
  await ui.page.keyboard.press('Shift+R')
  await dialog().getByText('1,000 deliveries').waitFor()
  await dialog().getByText('Sales agent: 1,000').waitFor()
  await dialog().getByRole('textbox', { name: 'Sends at once' }).fill('4')
  expect(app.seen).toHaveLength(0)
  await screenshot(ui.page, 'run-preview-light')
  await look('dialog')
})

test('a range of 1,000 is sent with progress, and paused by key', async () => {
  await dialog().getByRole('button', { name: 'Start' }).click()
  await expect.poll(done).toBeGreaterThan(60)
  await ui.page.getByText(/about .* left/).waitFor()
  await ui.page.keyboard.press(' ')
  await button('Resume').waitFor()
  await ui.page.getByText('paused', { exact: true }).waitFor()
  const sent = app.seen.length
  expect(sent).toBeLessThan(total)
  await expect.poll(done).toBe(sent)
})

test('resumed, and the host is restarted in the middle: it stands paused, names what is uncertain, and goes on', async () => {
  answerMs = 60
  await button('Resume').click()
  await button('Pause').waitFor()
  const before = app.seen.length
  await expect.poll(() => app.seen.length).toBeGreaterThan(before + 8)
  const { receiver, ui: address } = host.ready
  host.process.kill('SIGKILL')
  await new Promise((resolve) => host.process.once('close', resolve))
  const port = (url: string) => new URL(url).port
  host = await startHeadless({
    data: folder.path,
    config,
    args: ['--port', port(receiver), '--ui-port', port(address)],
  })
  await ui.page.getByText('Switchhook was stopped while this run was being sent.').waitFor()
  const again = ui.page.getByRole('checkbox', { name: /^When it goes on, send \d+ requests? again/ })
  await again.waitFor()
  expect(await again.isChecked()).toBe(false)
  await screenshot(ui.page, 'run-paused-light')
  await look('paused')
  answerMs = 5
  const seen = app.seen.length
  await button('Resume').click()
  await expect.poll(() => app.seen.length).toBeGreaterThan(seen + 40)
  // Nothing went out twice without a word.
  expect(Math.max(...charged.values())).toBe(1)
})

test('cancelled; outcomes can be filtered, and a line leads to the delivery and its replay', async () => {
  await button('Cancel run').click()
  await ui.page.getByText('cancelled', { exact: true }).waitFor()
  const chip = ui.page.getByRole('button', { name: /^503/ })
  await chip.click()
  await expect.poll(() => ui.page.getByRole('option').count()).toBeGreaterThan(0)
  const texts = await ui.page.getByRole('option').allTextContents()
  expect(texts.every((text) => text.includes('failed') && text.includes('503'))).toBe(true)
  await button(/^Replay these \d+…$/).waitFor()
  await ui.page.getByRole('listbox', { name: 'Outcomes' }).focus()
  await ui.page.keyboard.press('ArrowDown')
  await ui.page.keyboard.press('Enter')
  await ui.page.getByRole('tab', { name: 'Replays', selected: true }).waitFor()
  await ui.page.getByRole('heading', { name: /^Answer \d+ from/ }).waitFor()
  await ui.page.goBack()
  await bar().waitFor()
})

test('the failed ones are replayed in a new run, which the list of runs has as well', async () => {
  await button('Replay the failed ones…').click()
  await dialog()
    .getByText(/^\d+ deliver(y|ies)/)
    .waitFor()
  await dialog().getByRole('button', { name: 'Start' }).click()
  await ui.page.getByText('finished', { exact: true }).waitFor()
  await ui.page.keyboard.press('g')
  await ui.page.keyboard.press('r')
  await ui.page.getByRole('table', { name: 'Replay runs' }).waitFor()
  expect(await ui.page.getByRole('row').count()).toBe(3)
  await screenshot(ui.page, 'runs-light')
})

test('the drill: a handler that acts twice stands out, with both answers side by side', async () => {
  isFailing = false
  await ui.page.keyboard.press('g')
  await ui.page.keyboard.press('a')
  await ui.page.getByRole('option').first().click()
  await ui.page.getByRole('tab', { name: 'Overview' }).waitFor()
  await ui.page.keyboard.press('d')
  await dialog().getByText('1 delivery, 5 requests').waitFor()
  await look('drill-dialog')
  await dialog().getByRole('button', { name: 'Start' }).click()
  await ui.page.getByText('It was answered differently.').waitFor()
  const table = ui.page.getByRole('table', { name: 'Answers side by side' })
  await table.waitFor()
  const changed = await table.locator('tr.bg-warn-bg').allTextContents()
  expect(changed).toHaveLength(1)
  expect(changed[0]).toMatch(/"charges": \d+.*"charges": \d+/)
  await screenshot(ui.page, 'run-drill-light')
})

test('finished runs, the drill and the list of runs, in all sizes', async () => {
  const { page } = ui
  const drill = new URL(page.url()).hash
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await look('list')
  await page
    .getByRole('link', { name: /^Replay of all/ })
    .first()
    .click()
  await page.getByRole('option').first().waitFor()
  await look('cancelled')
  await page.evaluate((to) => location.assign(to), drill)
  await page.getByRole('table', { name: 'Answers side by side' }).waitFor()
  await look('drill')
})

test('names, contrast and room: light, dark, narrow, on every page and dialog above', () =>
  expect(problems).toEqual([]))

test('nothing went wrong on the page', () => {
  // The connection that the kill cut off is told in the console by the browser itself.
  expect(ui.faults().filter((fault) => !/WebSocket|ERR_CONNECTION/.test(fault))).toEqual([])
})
