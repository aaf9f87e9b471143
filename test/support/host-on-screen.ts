import type { Locator } from 'playwright-core'
import { type DeliveryLine, type HeadlessHost, startHeadless, temporaryFolder } from './headless-host.ts'
import { type OpenPage, openPage, type PageOptions } from './open-page.ts'

export interface SentRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** After the endpoint's URL. */
  readonly path?: string
}

/** A built headless host with a page of it in Chromium. */
export interface HostOnScreen extends OpenPage {
  readonly host: HeadlessHost
  /** Address of the page without its token: the page has stored it. */
  readonly origin: string
  /** Sends a request to an endpoint and waits until the host has told of the delivery. */
  send(endpoint: string, request?: SentRequest): Promise<DeliveryLine>
  /** Row of a delivery in the stream, by its id, or the first one with a text. */
  row(idOrText: string): Locator
  /** Another window of the same host. */
  another(options?: PageOptions): Promise<OpenPage>
}

interface HostOptions extends PageOptions {
  readonly endpoints: readonly object[]
  /** The first-run guide is what the screen begins with. */
  readonly guide?: boolean
}

/** Starts the host on a fresh data folder, without a tunnel, and opens it. */
export async function openHost({ endpoints, guide = false, ...pageOptions }: HostOptions): Promise<HostOnScreen> {
  const folder = temporaryFolder()
  const host = await startHeadless({ data: folder.path, config: { tunnel: 'none', endpoints } })
  const ui = await openPage(host.ready.ui, pageOptions)
  const { page } = ui
  if (!guide) {
    await page.getByRole('button', { name: 'Close the guide' }).click()
    await page.getByRole('combobox', { name: 'Search deliveries' }).waitFor()
    // Over the list it would hold new rows back.
    await page.mouse.move(0, 0)
  }
  return {
    ...ui,
    host,
    origin: new URL(host.ready.ui).origin,
    async send(endpoint, { method = 'POST', headers = {}, body, path = '' } = {}) {
      const response = await fetch(`${host.endpoint(endpoint).url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
      })
      if (response.status >= 400) throw new Error(`the receiver answered ${response.status}`)
      return host.delivery(() => true)
    },
    row: (idOrText) =>
      idOrText.startsWith('dlv_')
        ? page.locator(`[data-delivery="${idOrText}"]`)
        : page.getByRole('option').filter({ hasText: idOrText }).first(),
    another: (options = {}) => openPage(host.ready.ui, options),
    async close() {
      await ui.close()
      await host.stop()
      folder.remove()
    },
  }
}
