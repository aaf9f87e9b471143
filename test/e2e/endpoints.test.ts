import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { type ProviderRequest, replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { post } from '../support/start-engine.ts'

/** The life of an endpoint on the screen: made, given a secret, changed, deleted. */

const secret = 'rpl-one-s3cret'
let on: HostOnScreen
/** As its settings page shows it. */
let url = ''

beforeAll(async () => {
  on = await openHost({ endpoints: [{ name: 'Anything', provider: null }] })
})
afterAll(() => on.close())

const request = (with_: string): ProviderRequest => replicerRequest(sampleBody('replicer', 'call.ended'), with_)
const arrive = async (made: ProviderRequest) => {
  const { status } = await post(url, made)
  return status === 200 ? on.host.delivery(() => true) : status
}
const localUrl = () => on.page.getByRole('textbox', { name: 'URL on this machine' })
const confirm = (action: string) => on.page.getByRole('dialog').getByRole('button', { name: action }).click()

test('a new endpoint has a URL at once', async () => {
  await on.page.getByRole('button', { name: 'New endpoint' }).click()
  const dialog = on.page.getByRole('dialog', { name: 'New endpoint' })
  await dialog.getByLabel('Name').fill('Berlin line')
  await dialog.getByRole('combobox', { name: 'Provider' }).click()
  await on.page.keyboard.type('replic')
  await on.page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Create endpoint' }).click()
  await on.page.getByRole('heading', { name: 'Berlin line' }).waitFor()
  url = await localUrl().inputValue()

  expect(url).toMatch(/\/in\/[\w-]{22}$/)
  await on.page.getByText('No active secret').waitFor()
  expect(await arrive(request(secret))).toMatchObject({
    endpoint: 'Berlin line',
    verification: { state: 'unverifiable', reason: 'no-secret' },
  })
})

test('a secret that is typed in verifies the next delivery and is never shown again', async () => {
  const form = on.page.getByRole('form', { name: 'Add a secret' })
  await form.getByRole('textbox', { name: 'Label of the secret' }).fill('live')
  await form.getByLabel('Signing secret').fill(secret)
  await form.getByRole('button', { name: 'Add' }).click()
  await on.page.getByRole('cell', { name: 'live', exact: true }).waitFor()

  expect(await arrive(request(secret))).toMatchObject({ verification: { state: 'verified' } })
  expect(await arrive(request('of-someone-else'))).toMatchObject({ verification: { state: 'failed' } })
  expect(await on.page.content()).not.toContain(secret)
  await expect.poll(() => on.page.getByRole('row', { name: /live/ }).textContent()).toContain('today')
})

test('a retired secret verifies nothing until it is restored', async () => {
  const confirm = (action: string) => on.page.getByRole('dialog').getByRole('button', { name: action }).click()
  await on.page.getByRole('button', { name: 'Retire live' }).click()
  await on.page
    .getByRole('dialog')
    .getByText(/^Would leave \d unchecked of \d deliveries/)
    .waitFor()
  await confirm('Retire')
  await on.page.getByRole('button', { name: 'Restore live' }).waitFor()
  const judged = await arrive(request(secret))
  expect(judged).not.toMatchObject({ verification: { state: 'verified' } })
  await on.page.getByRole('button', { name: 'Restore live' }).click()
  await confirm('Restore')
  await on.page.getByRole('button', { name: 'Retire live' }).waitFor()

  expect(await arrive(request(secret))).toMatchObject({ verification: { state: 'verified' } })
})

test('removing a secret tells what it would do, and one click brings it back', async () => {
  const dialog = on.page.getByRole('dialog')
  await on.page.getByRole('button', { name: 'Remove live' }).click()
  await dialog.getByText(/^Would leave \d unchecked of \d deliveries/).waitFor()
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await on.page.getByText('“live” removed', { exact: true }).waitFor()
  expect(await arrive(request(secret))).not.toMatchObject({ verification: { state: 'verified' } })
  await on.page.getByRole('button', { name: 'Undo', exact: true }).first().click()
  await on.page.getByRole('button', { name: 'Retire live' }).waitFor()

  expect(await arrive(request(secret))).toMatchObject({ verification: { state: 'verified' } })
})

test('a name is saved with Enter and stands everywhere; an empty one is refused where it is typed', async () => {
  const name = on.page.getByRole('textbox', { name: 'Name' })
  await name.fill('')
  await name.press('Enter')
  await on.page.getByRole('alert').first().waitFor()
  await name.fill('Night line')
  await name.press('Enter')

  await on.page.getByRole('heading', { name: 'Night line' }).waitFor()
  await on.page.getByRole('link', { name: /^Night line/ }).waitFor()
})

test('a target that is no URL is refused where it is typed', async () => {
  const target = on.page.getByRole('textbox', { name: 'Target', exact: true })
  await target.fill('ftp://nowhere')
  await target.press('Enter')
  await expect.poll(() => target.getAttribute('aria-invalid')).toBe('true')
  await target.fill('http://127.0.0.1:9/hooks')
  await target.press('Enter')

  await expect.poll(() => target.getAttribute('aria-invalid')).toBe('false')
})

test('a new path ends the old one at once', async () => {
  const before = url
  await on.page.getByRole('button', { name: 'New path…' }).click()
  await confirm('New path')
  await expect.poll(() => localUrl().inputValue()).not.toBe(before)
  expect(await arrive(request(secret))).toBe(404)
  url = await localUrl().inputValue()

  expect(await arrive(request(secret))).toMatchObject({ endpoint: 'Night line' })
})

test('a replay to a port that nobody listens on says so in plain words', async () => {
  const sent = await arrive(request(secret))
  if (typeof sent === 'number') throw new Error(`refused with ${sent}`)
  await on.page.goto(`${on.origin}/#/?d=${sent.id}&tab=replays`)
  await on.page.getByRole('tab', { name: /Replays/, selected: true }).waitFor()
  await on.page.keyboard.press('r')

  await on.page
    .getByRole('tabpanel')
    .getByText(/127\.0\.0\.1:9/)
    .first()
    .waitFor()
  await expect.poll(() => on.page.getByRole('tabpanel').innerText()).toMatch(/refused/i)
})

test('a deleted endpoint takes its deliveries along and answers no more', async () => {
  await on.page.getByRole('link', { name: /^Night line/ }).click()
  await on.page.getByRole('button', { name: 'Settings of Night line' }).click()
  await on.page.getByRole('button', { name: 'Delete…' }).click()
  await on.page
    .getByRole('dialog')
    .getByText(/deliveries are deleted with it/)
    .waitFor()
  await confirm('Delete')
  await expect.poll(() => on.page.getByRole('link', { name: /^Night line/ }).count()).toBe(0)

  expect(await arrive(request(secret))).toBe(404)
  await expect.poll(() => on.page.getByRole('option').count()).toBe(0)
})

test('nothing went wrong in the page', () => {
  expect(on.faults()).toEqual([])
})
