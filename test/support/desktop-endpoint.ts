import type { Page } from 'playwright-core'
import { callFromPage, endpointsFromPage } from './page-api.ts'

/**
 * An endpoint for Replicer with this secret and target, without a tunnel, and a fresh page. Returns the URL that the receiver
 * answers on.
 */
export async function replicerEndpoint(page: Page, secret: string, target: string | null): Promise<string> {
  const { tunnel } = await callFromPage(page, 'settings.get', {})
  await callFromPage(page, 'settings.update', {
    tunnel: { ...tunnel, driver: 'none' },
    notifyOnFailedVerification: true,
  })
  const { id } = await callFromPage(page, 'endpoints.create', { name: 'Orders', provider: 'replicer', target })
  await callFromPage(page, 'secrets.add', { endpointId: id, label: 'test', value: secret })
  const status = (await endpointsFromPage(page)).find((endpoint) => endpoint.id === id)
  if (!status) throw new Error('the endpoint is not there')
  await page.reload()
  return status.url
}
