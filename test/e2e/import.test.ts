import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../support/headless-host.ts'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { screenshot } from '../support/screenshot.ts'

/** Files become deliveries: chosen, pasted or dropped; looked at first, and taken back. */

const folder = temporaryFolder()
let on: HostOnScreen

beforeAll(async () => {
  on = await openHost({ endpoints: [{ name: 'Sales agent', provider: 'replicer' }], scrollbars: true })
})
afterAll(async () => {
  await on.close()
  folder.remove()
})

const file = (name: string, text: string) => {
  const path = join(folder.path, name)
  writeFileSync(path, text)
  return path
}
const har = (text: string) =>
  JSON.stringify({
    log: { entries: [{ request: { method: 'POST', url: 'http://a/x', headers: [], postData: { text } } }] },
  })
const dialog = () => on.page.getByRole('dialog', { name: 'Import deliveries' })
const button = (name: string | RegExp) => dialog().getByRole('button', { name, exact: typeof name === 'string' })

test('files are looked at first; what cannot be imported is named, and skipped if one says so', async () => {
  await on.page.keyboard.press('i')
  await dialog()
    .getByLabel('Files to import')
    .setInputFiles([file('good.har', har('{"one":1}')), file('bad.har', har('{}').slice(0, -4))])
  await dialog().getByText('1 file cannot be imported', { exact: true }).waitFor()
  await dialog().getByText('bad.har:1').waitFor()
  expect(await button(/^Import 1 delivery/).isDisabled()).toBe(true)
  await screenshot(on.page, 'import-light')
  await dialog().getByRole('checkbox', { name: 'Skip that file' }).check()
  await on.page.keyboard.press('Enter')
  await dialog()
    .getByText(/1 delivery was imported to/)
    .waitFor()
  expect(await dialog().getByText('1 file was skipped').count()).toBe(1)
  await on.page.keyboard.press('Enter')

  await on.row('imported').waitFor()
  expect(await on.page.evaluate(() => decodeURIComponent(location.hash))).toContain('imported:yes')
  await on.row('imported').click()
  await on.page.getByText('None: it was imported, and so was neither answered nor forwarded.').waitFor()
  await on.page.getByText('HAR, good.har').waitFor()
  // New rows wait while a delivery is open.
  await on.page.keyboard.press('Escape')
})

test('a command that is pasted comes in and is taken back; Undo brings it back again', async () => {
  await on.page.keyboard.press('i')
  await dialog().getByLabel('Or paste').fill(`curl http://a/hooks -d '{"pasted":true}'`)
  await button('Continue').click()
  await button('Import 1 delivery').click()
  await button('Undo').click()
  await dialog().getByText('1 imported delivery is deleted', { exact: false }).waitFor()
  await button('Close').click()
  await on.page.getByText(/^1 delivery deleted/).waitFor()
  await on.page.keyboard.press('Control+z')
  await expect.poll(() => on.page.getByRole('option').count()).toBe(2)
})

test('what is dropped on the window is asked about', async () => {
  await on.page.evaluate((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'dropped.har'))
    for (const type of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
  }, har('{"dropped":1}'))
  await button('Import 1 delivery').waitFor()
  await on.page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  expect(on.faults()).toEqual([])
})
