import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DesktopApp, desktopKinds } from '../support/desktop-app.ts'
import { replicerEndpoint } from '../support/desktop-endpoint.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { type ListeningServer, listeningServer } from '../support/listening-server.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'

const secret = 'replicer-secret-of-the-test'

describe.each(desktopKinds)('a delivery on $name', ({ missing, launch }) => {
  const data = temporaryFolder()
  const received: Buffer[] = []
  let target: ListeningServer
  let app: DesktopApp
  let url: string

  beforeAll(async () => {
    if (missing) return
    target = await listeningServer(async (incoming, response) => {
      received.push(await buffer(incoming))
      response.end('taken')
    })
    app = await launch(data.path)
    url = await replicerEndpoint(app.page, secret, `http://127.0.0.1:${target.port}/hooks`)
  })
  afterAll(async () => {
    if (!missing) {
      await app.quit()
      await target.close()
    }
    data.remove()
  })
  beforeEach(({ skip }) => {
    if (missing) skip(missing)
  })

  const row = () => app.page.locator('[data-delivery]')

  it('appears verified in the window as it arrives', async () => {
    const { headers, body } = replicerRequest(sampleBody('replicer', 'call.ended'), secret)

    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })

    expect(answer.status).toBe(200)
    await row().waitFor()
    expect(await row().textContent()).toMatch(/call\.ended.*verified/is)
  })

  it('is sent again to the target with one key, byte for byte', async () => {
    await row().click()
    await app.page.keyboard.press('r')

    await expect.poll(() => received.length).toBe(1)
    const [bytes] = received
    expect(bytes && sha256(bytes)).toBe(sha256(sampleBody('replicer', 'call.ended')))
  })

  it('is still there after a restart', async () => {
    expect(await app.quit()).toBe(0)

    app = await launch(data.path)

    await row().waitFor()
    expect(await row().textContent()).toMatch(/call\.ended.*verified/is)
  })
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
