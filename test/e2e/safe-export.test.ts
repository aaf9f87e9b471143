import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { screenshot } from '../support/screenshot.ts'

/** From a real delivery to a fixture that may stand in a repository. */

const secret = 'the secret of this page'
let on: HostOnScreen

beforeAll(async () => {
  on = await openHost({
    endpoints: [{ name: 'Sales agent', provider: 'replicer', secrets: [{ label: 'live', value: secret }] }],
    scrollbars: true,
  })
})
afterAll(() => on.close())

test('a safe fixture has none of the persons, and a signature that its own secret verifies', async () => {
  const body = sampleBody('replicer', 'call.ended')
  const { id } = await on.send('Sales agent', replicerRequest(body, secret))
  await on.row(id).click()
  const dialog = on.page.getByRole('dialog', { name: 'Export', exact: true })
  await on.page.keyboard.press('Shift+F')
  await dialog.getByRole('checkbox', { name: /Safe for a repository/ }).check()
  await dialog.getByText(/signed again with a made-up secret/).waitFor()
  // Counts follow what arrives every two seconds at most.
  await dialog.getByText('1 delivery', { exact: true }).waitFor()
  await screenshot(on.page, 'export-safe-light')
  await dialog.getByRole('radio', { name: /^Download/ }).check()

  const [file] = await Promise.all([
    on.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Export', exact: true }).click(),
  ])

  const files = Object.entries(unzipSync(readFileSync(await file.path())))
  const fixture = JSON.parse(Buffer.from(files.find(([name]) => !name.includes('.body.'))![1]).toString())
  const safe = Buffer.from(fixture.bodyBase64, 'base64').toString()
  const phones = body.toString().match(/\+\d{8,}/g) ?? []
  expect(phones.length).toBeGreaterThan(0)
  expect(phones.filter((phone) => safe.includes(phone))).toEqual([])
  expect(fixture).toMatchObject({ provider: 'replicer', fixtureSecret: expect.any(String) })
  expect(fixture.fixtureSecret).not.toBe(secret)
  const again = replicerRequest(Buffer.from(safe), fixture.fixtureSecret).headers as Record<string, string>
  const signature = (headers: readonly (readonly string[])[]) =>
    headers.find(([name]) => /signature/i.test(name ?? ''))?.[1]
  expect(signature(fixture.headers)).toBe(signature(Object.entries(again)))
})
