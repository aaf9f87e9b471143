import type { DeliveryLine, HeadlessHost } from '../support/headless-host.ts'
import type { Visit } from './visit.ts'

export interface Place {
  readonly host: HeadlessHost
  readonly origin: string
  /** A delivery whose signature failed, one whose payload differs, a form, and one that is not JSON. */
  readonly failed: DeliveryLine
  readonly differs: DeliveryLine
  readonly form: DeliveryLine
  readonly broken: DeliveryLine
}

/** What a new user does: every page, tab and dialog, by keys and by pointer, while deliveries go on arriving. */
export async function walk(visit: Visit, place: Place): Promise<void> {
  await firstScreen(visit)
  await stream(visit)
  await deliveries(visit, place)
  await search(visit)
  await commands(visit)
  await pages(visit, place)
}

async function firstScreen(visit: Visit): Promise<void> {
  const { page } = visit
  await page.keyboard.press('g')
  await page.keyboard.press('f')
  const guide = page.getByRole('region', { name: 'First steps' })
  await guide.waitFor()
  await visit.look('the guide')
  await visit.tabThrough('the guide')
  await visit.openAll('the guide')
  await guide.getByRole('button', { name: /^(Close the guide|Done)$/ }).click()
  await page.getByRole('option').first().waitFor()
}

async function stream(visit: Visit): Promise<void> {
  const { page } = visit
  await visit.look('the stream')
  await page.getByRole('listbox', { name: 'Deliveries' }).focus()
  await visit.press('the stream', 'ArrowDown', 'ArrowDown', 'j', 'k', 'Shift+ArrowDown')
  await visit.look('the stream, two selected')
  await visit.press('the stream', 'Delete')
  await page.getByRole('dialog').waitFor()
  await visit.look('the question before deleting')
  await visit.press('the question before deleting', 'Escape')
  // The first one lets go of the selection, the second closes the delivery.
  await visit.press('the stream', 'Escape', 'Escape')
  await page.getByRole('option').nth(2).click({ button: 'right' })
  await page.getByRole('menu').waitFor()
  await visit.look('the menu of a row')
  await visit.press('the menu of a row', 'Escape')
}

const tabs = ['overview', 'payload', 'schema', 'signature', 'headers', 'answer', 'replays']

async function deliveries(visit: Visit, { origin, failed, differs, form, broken }: Place): Promise<void> {
  const { page } = visit
  for (const [what, { id }] of Object.entries(visit.brief ? { differs, broken } : { failed, differs, form, broken })) {
    await page.goto(`${origin}/#/?d=${id}`)
    await page.getByRole('tab').first().waitFor()
    await page.getByRole('tab', { selected: true }).focus()
    for (const [index, tab] of tabs.entries()) {
      await visit.press(`${what}, ${tab}`, String(index + 1))
      await page.getByRole('tabpanel').waitFor()
      await page.waitForFunction(() => document.querySelector('[role="tabpanel"] [aria-busy="true"]') === null)
      await visit.look(`${what}, ${tab}`)
      if (what !== 'differs' && what !== 'failed') continue
      await visit.tabThrough(`${what}, ${tab}`)
      await page.getByRole('tab', { selected: true }).focus()
    }
    await visit.openAll(what)
  }
  await page.goto(`${origin}/#/?d=${failed.id}&tab=replays`)
  await page
    .getByRole('button', { name: /^Replay/ })
    .first()
    .click()
  await page
    .getByText(/refused|No answer|answered/)
    .first()
    .waitFor()
  await visit.look('after a replay')
  await page.locator('body').press('Shift+r')
  await page.getByRole('dialog').waitFor()
  await visit.look('another target')
  await visit.press('another target', 'Escape')
  await page.keyboard.press('Escape')
}

async function search(visit: Visit): Promise<void> {
  const { page } = visit
  await visit.press('search', '/')
  await page.keyboard.type('ver')
  await page
    .getByRole('listbox', { name: /Suggestions/i })
    .or(page.getByRole('option').first())
    .first()
    .waitFor()
  // What is typed is searched for: the list follows a moment later.
  await page.waitForTimeout(600)
  await visit.look('search, completion')
  await visit.press('search', 'Tab')
  await page.keyboard.type('nope ')
  await visit.look('search, a mistake')
  await visit.press('search', 'Control+a')
  await page.keyboard.type('status:599')
  await visit.press('search', 'Enter')
  await page.getByText('hides').first().waitFor()
  await visit.look('search, nothing found')
  await visit.press('search', '/', 'Control+a', 'Delete', 'Escape')
}

async function commands(visit: Visit): Promise<void> {
  const { page } = visit
  for (const [key, what] of [
    ['Control+k', 'the palette'],
    ['?', 'the keys'],
    ['n', 'new endpoint'],
  ] as const) {
    await page.getByRole('listbox', { name: 'Deliveries' }).focus()
    await page.keyboard.press(key)
    await page.getByRole('dialog').waitFor()
    await visit.look(what)
    if (key === 'n') await visit.openAll(what)
    await visit.press(what, 'Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
}

async function pages(visit: Visit, { origin, host }: Place): Promise<void> {
  const { page } = visit
  for (const [what, hash, text] of [
    ['an endpoint', `#/endpoint/${host.endpoint('Sales agent').id}/settings`, 'Capture URL'],
    ['an endpoint without a provider', `#/endpoint/${host.endpoint('Anything').id}/settings`, 'Capture URL'],
    ['settings', '#/settings', 'Tunnel'],
  ] as const) {
    await page.goto(`${origin}/${hash}`)
    await page.getByText(text).first().waitFor()
    await visit.look(what)
    await visit.tabThrough(what)
    await visit.openAll(what)
    await page.mouse.wheel(0, 10_000)
    await visit.look(`${what}, its end`)
  }
}
