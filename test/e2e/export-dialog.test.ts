import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Download, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { faintTexts, namelessControls, overflows, unseenFocus } from '../support/look-at-page.ts'

/** Exporting by keyboard: what, how, where to; and what goes on as deliveries arrive. */

let on: HostOnScreen
let dialog: Locator
const ids: string[] = []

const send = async (n: number) => {
  const { id } = await on.send('Anything', { body: `{"n":${n}}`, headers: { 'content-type': 'application/json' } })
  ids.push(id)
  return id
}

beforeAll(async () => {
  on = await openHost({ endpoints: [{ name: 'Anything', provider: null }], scrollbars: true })
  dialog = on.page.getByRole('dialog', { name: 'Export', exact: true })
  for (let n = 0; n < 3; n += 1) await send(n)
  await on.row(ids[2]!).waitFor()
})
afterAll(() => on.close())

const press = async (...keys: string[]) => {
  for (const key of keys) await on.page.keyboard.press(key)
}
const opened = async (name: string) => dialog.getByRole('radiogroup', { name, exact: true }).waitFor()
const open = async (...keys: string[]) => {
  await press(...keys)
  await opened('Deliveries')
}
const radio = (name: RegExp) => dialog.getByRole('radio', { name })
const download = async (act: () => Promise<unknown>): Promise<Download> =>
  (await Promise.all([on.page.waitForEvent('download'), act()]))[0]
const submit = () => dialog.getByRole('button', { name: 'Export', exact: true }).click()
let exportsDir = ''

test('Shift+F with nothing open exports what the list shows', async () => {
  await on.page.getByRole('listbox', { name: 'Deliveries' }).focus()
  await open('Shift+F')
  expect(await radio(/All that a search finds/).isChecked()).toBe(true)
  await expect.poll(() => dialog.getByText('3 deliveries', { exact: true }).count()).toBe(1)

  const file = await download(submit)

  expect(file.suggestedFilename()).toBe('switchhook-3-deliveries.zip')
  const names = Object.keys(unzipSync(readFileSync(await file.path())))
  expect(names).toHaveLength(6)
  await dialog.waitFor({ state: 'detached' })
})

test('looks right in light and dark, wide and narrow, and all of it has a name', async () => {
  await on.page.getByRole('listbox', { name: 'Deliveries' }).focus()
  await open('Shift+F')
  for (const [width, height] of [
    [1440, 900],
    [800, 600],
    [720, 480],
  ] as const) {
    await on.page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await on.page.emulateMedia({ colorScheme })
      expect(await overflows(on.page)).toEqual([])
      expect(await faintTexts(on.page)).toEqual([])
    }
  }
  expect(await namelessControls(on.page)).toEqual([])
  expect(await unseenFocus(on.page, 20)).toEqual([])
  await on.page.setViewportSize({ width: 1440, height: 900 })
  await press('Escape')
  await dialog.waitFor({ state: 'detached' })
})

test('the open delivery goes to the clipboard as a command', async () => {
  await on.row(ids[0]!).click()
  await open('Shift+F')
  expect(await radio(/This delivery/).isChecked()).toBe(true)
  await dialog.getByRole('button', { name: 'Requests', exact: true }).click()
  await radio(/^cURL/).check()
  await radio(/Clipboard/).check()
  await on.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await on.page.evaluate(() => navigator.clipboard.readText())).toContain('curl --request POST')
})

test('a folder of the host gets the files; one that is not allowed is refused in its place', async () => {
  await open('Shift+F')
  await radio(/A folder of the host/).check()
  const hint = await dialog.getByText(/^Below /).textContent()
  exportsDir = /^Below (.+)\. It is made/.exec(hint ?? '')![1]!
  const folder = dialog.getByRole('textbox', { name: 'Folder', exact: true })
  await folder.fill('../../elsewhere')
  await submit()
  await dialog.getByRole('alert').filter({ hasText: '--export-root' }).waitFor()
  await folder.fill('by-hand')
  await submit()
  await dialog.waitFor({ state: 'detached' })
  expect(readdirSync(join(exportsDir, 'by-hand'))).toHaveLength(1)
})

test('what arrives from now on is written, and Settings pauses and removes it', async () => {
  await press('Control+k')
  await on.page.keyboard.type('arrives from now')
  await press('Enter')
  await opened('Deliveries')
  await dialog.getByRole('textbox', { name: 'Search', exact: true }).fill('body./n:7')
  await dialog.getByRole('textbox', { name: 'Folder', exact: true }).fill('standing')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Sevens')
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await send(6)
  const seven = await send(7)
  const standing = join(exportsDir, 'standing')
  const files = () => (existsSync(standing) ? readdirSync(standing).filter((name) => !name.startsWith('.')) : [])
  await expect.poll(files).toHaveLength(1)
  expect(files()[0]).toContain(seven.replaceAll('_', '').slice(-8))

  await on.page.goto(`${on.origin}/#/settings`)
  const order = on.page.getByRole('listitem', { name: 'Sevens', exact: true })
  await order.getByText('1 delivery written').waitFor()
  await order.getByRole('button', { name: 'Pause Sevens', exact: true }).click()
  await order.getByText('paused', { exact: true }).waitFor()
  await order.getByRole('button', { name: 'Remove Sevens', exact: true }).click()
  await on.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await order.waitFor({ state: 'detached' })
  expect(files()).toHaveLength(1)
})
