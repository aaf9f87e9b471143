import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostOnScreen, openHost } from '../support/host-on-screen.ts'
import { plainRequest, sampleBody } from '../support/provider-requests.ts'

/** A delivery that came to an endpoint of the wrong provider, put right and read anew on the screen. */

const secret = 'gh-s3cret-2026'
let ui: HostOnScreen

beforeAll(async () => {
  const secrets = [{ label: 'live', value: secret }]
  ui = await openHost({ endpoints: [{ name: 'Repository', provider: 'replicer', secrets }] })
})
afterAll(() => ui?.close())

test('rows, header and schema follow the provider that was found', async () => {
  const body = sampleBody('github', 'issues')
  const digest = createHmac('sha256', secret).update(body).digest('hex')
  const { id } = await ui.send(
    'Repository',
    plainRequest(body, {
      'X-GitHub-Event': 'issues',
      'X-GitHub-Delivery': 'guid-1',
      'X-Hub-Signature-256': `sha256=${digest}`,
    }),
  )
  await ui.row(id).getByText('no event type').waitFor()
  await ui.page.evaluate((to) => location.assign(to), `#/?d=${id}&tab=signature`)
  await ui.page.getByRole('heading', { name: 'no event type' }).waitFor()
  await ui.page.getByRole('button', { name: 'Apply this fix' }).click()
  await ui.page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
  await ui.page.getByText('1 delivery rechecked: 1 verifies now.').waitFor()

  await ui.row(id).getByText('issues', { exact: true }).waitFor()
  await ui.row(id).getByText('verified').waitFor()
  await ui.page.getByRole('heading', { name: 'issues' }).waitFor()
  await ui.page.getByRole('tab', { name: /^Schema/ }).click()
  await ui.page
    .getByRole('tabpanel')
    .getByText(/GitHub/)
    .first()
    .waitFor()
})

test('a search finds what fits it since the check, and lets go of what fits no more', async () => {
  const { id: endpointId } = ui.host.endpoint('Repository')
  await ui.page.evaluate((to) => location.assign(to), '#/?q=provider%3Agithub')
  await ui.row('issues').waitFor()
  expect(await ui.page.getByRole('option').count()).toBe(1)

  const { page, close } = await ui.another()
  await page.evaluate((to) => location.assign(to), `#/endpoint/${endpointId}/settings`)
  await page.getByRole('combobox', { name: 'Provider', exact: true }).click()
  await page.keyboard.type('replicer')
  await page.keyboard.press('Enter')
  const told = page.getByRole('dialog').getByText('Would fail 1 more of 1 delivery.')
  await told.waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click()
  await page.getByText(/^Waits 10 s for a 2xx, then sends again/).waitFor()
  await page.getByText('1 delivery rechecked: 1 fails now.').waitFor()
  await close()
  await expect.poll(() => ui.page.getByRole('option').count()).toBe(0)
})
