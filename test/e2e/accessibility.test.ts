import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { busyConfig, busyDay } from '../support/busy-day.ts'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { faintTexts, namelessControls, overflows, unseenFocus } from '../support/look-at-page.ts'
import type { OpenPage } from '../support/open-page.ts'
import { post } from '../support/start-engine.ts'

/** Names, contrast, focus and room on the main screens: light, dark, narrow, enlarged. */

let on: HostOnScreen
/** Id of a delivery whose signature failed and of one that differs. */
let failed = ''
let differs = ''

beforeAll(async () => {
  on = await openHost({ endpoints: busyConfig('http://127.0.0.1:9/hooks') })
  for (const [endpoint, request] of busyDay()) {
    expect((await post(on.host.endpoint(endpoint).url, request)).status).toBe(200)
    const line = await on.host.delivery(() => true)
    if (line.verification.state === 'failed') failed = line.id
    if (line.conformance.state === 'differs') differs = line.id
  }
})
afterAll(() => on.close())

const screens = () =>
  [
    ['stream', '#/', ''],
    ['overview', `#/?d=${failed}`, ''],
    ['payload', `#/?d=${differs}&tab=payload`, 'bytes'],
    ['schema', `#/?d=${differs}&tab=schema`, 'Differs'],
    ['signature', `#/?d=${failed}&tab=signature`, 'HMAC'],
    ['headers', `#/?d=${failed}&tab=headers`, 'as sent'],
    ['answer', `#/?d=${failed}&tab=answer`, 'deadline'],
    ['replays', `#/?d=${failed}&tab=replays`, 'Target'],
    ['nothing found', '#/?q=status:5xx', 'hides'],
    ['endpoint', `#/endpoint/${on.host.endpoint('Sales agent').id}/settings`, 'Capture URL'],
    ['settings', '#/settings', 'Tunnel'],
  ] as const

async function show({ page }: OpenPage, [, hash, text]: ReturnType<typeof screens>[number]): Promise<void> {
  await page.goto(`${on.origin}/${hash}`)
  if (hash.includes('d=')) await page.getByRole('tabpanel').getByText(text).first().waitFor()
  else if (text) await page.getByText(text).first().waitFor()
  else await page.getByRole('option').first().waitFor()
}

async function check(ui: OpenPage): Promise<void> {
  const problems: string[] = []
  for (const screen of screens()) {
    await show(ui, screen)
    const note = (all: readonly string[], what: string) =>
      problems.push(...all.map((one) => `${screen[0]}: ${what} ${one}`))
    note(await faintTexts(ui.page), 'faint')
    note(await namelessControls(ui.page), 'nameless')
    if (await overflows(ui.page)) problems.push(`${screen[0]}: wider than the window`)
  }
  expect(problems).toEqual([])
}

describe('every screen is named, legible and in its window', () => {
  test.each([
    ['light', 1440, 900, 'light'],
    ['dark', 1440, 900, 'dark'],
    ['smallest', 720, 480, 'light'],
  ] as const)('%s', async (_name, width, height, colorScheme) => {
    const ui = await on.another({ width, height, colorScheme })
    await check(ui)
    expect(ui.faults()).toEqual([])
    await ui.close()
  })
})

test('dialogs are named and legible', async () => {
  const ui = await on.another({ colorScheme: 'dark' })
  await ui.page.getByRole('option').first().waitFor()
  for (const [keys, role] of [
    ['n', 'dialog'],
    ['?', 'dialog'],
    ['Control+k', 'dialog'],
  ] as const) {
    await ui.page.keyboard.press(keys)
    await ui.page.getByRole(role).waitFor()
    expect(await faintTexts(ui.page)).toEqual([])
    expect(await namelessControls(ui.page)).toEqual([])
    await ui.page.keyboard.press('Escape')
    await ui.page.getByRole(role).waitFor({ state: 'detached' })
  }
  await ui.close()
})

test('the focus is seen at every stop', async () => {
  const { page } = on
  for (const screen of screens().filter(([name]) => ['overview', 'headers', 'endpoint', 'settings'].includes(name))) {
    await show(on, screen)
    expect([screen[0], await unseenFocus(page, 30)]).toEqual([screen[0], []])
  }
})

test('no ring goes around a whole panel, and none lies on what it is about', async () => {
  const { page } = on
  await page.goto(`${on.origin}/#/?d=${failed}`)
  await page.getByRole('tab', { name: /Signature/ }).focus()
  await page.keyboard.press('4')
  await page.waitForTimeout(50)
  const room = await page.getByRole('tab', { name: /Signature/ }).evaluate((element) => {
    const { outlineOffset, outlineWidth } = getComputedStyle(element)
    // The ring lies inside, on the outer two pixels.
    const inner = element.getBoundingClientRect().left - Number.parseFloat(outlineOffset)
    const icon = element.querySelector('svg')?.getBoundingClientRect().left ?? 0
    return { width: outlineWidth, free: icon - inner }
  })
  expect(room.width).toBe('2px')
  expect(room.free).toBeGreaterThanOrEqual(1)
  await page.keyboard.press('Tab')
  const panel = await page.getByRole('tabpanel').evaluate((element) => ({
    focused: document.activeElement === element,
    frame: getComputedStyle(element).outlineColor,
    line: getComputedStyle(element, '::before').height,
  }))
  expect(panel).toEqual({ focused: true, frame: 'rgba(0, 0, 0, 0)', line: '2px' })
})

test('who wants less motion gets none', async () => {
  await on.page.emulateMedia({ reducedMotion: 'reduce' })
  await on.page.goto(`${on.origin}/#/`)
  await on.page.keyboard.press('Control+k')
  const palette = on.page.getByRole('dialog')
  await palette.waitFor()

  expect(await palette.evaluate((element) => element.getAnimations({ subtree: true }).length)).toBe(0)
  await on.page.keyboard.press('Escape')
  await on.page.emulateMedia({ reducedMotion: null })
})

test('nothing went wrong in the page', () => {
  expect(on.faults()).toEqual([])
})
