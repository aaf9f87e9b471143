import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { type LocaltunnelServer, startLocaltunnelServer } from '../support/localtunnel-server.ts'
import { type OpenPage, openPage } from '../support/open-page.ts'
import {
  alloV2Request,
  alteredSample,
  outcallerRequest,
  type ProviderRequest,
  plainRequest,
  replicerRequest,
  sampleBody,
} from '../support/provider-requests.ts'
import { post, startApp } from '../support/start-engine.ts'

/** The main job, on the built headless host: through a tunnel to disk, verdict, screen and back out. */

const replicerSecret = 'rpl-s3cret'
const alloSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const folder = temporaryFolder()
let tunnel: LocaltunnelServer
let app: Awaited<ReturnType<typeof startApp>>
let host: HeadlessHost
let ui: OpenPage

const config = () => ({
  tunnel: { driver: 'localtunnel', host: tunnel.url, subdomain: 'quiet-lamp' },
  endpoints: [
    {
      name: 'Sales agent',
      provider: 'replicer',
      target: `${app.url}/replicer`,
      secrets: [{ label: 'live', value: 'env:REPLICER' }],
    },
    {
      name: 'Support line',
      provider: 'allo-v2',
      target: `${app.url}/allo`,
      secrets: [{ label: 'live', value: alloSecret }],
    },
    { name: 'Berlin line', provider: 'allo-v1', target: `${app.url}/allo-v1` },
    {
      name: 'After hours',
      provider: 'oncallclerk',
      target: `${app.url}/oncallclerk`,
      secrets: [{ label: 'live', value: 'x' }],
    },
    { name: 'Lead sync', provider: 'outcallerai', target: `${app.url}/outcallerai` },
    { name: 'Dialler', provider: 'oneinbox', target: `${app.url}/oneinbox` },
  ],
})
const start = () => startHeadless({ data: folder.path, config: config(), env: { REPLICER: replicerSecret } })

beforeAll(async () => {
  tunnel = await startLocaltunnelServer()
  app = await startApp()
  host = await start()
  ui = await openPage(host.ready.ui)
})
afterAll(async () => {
  await ui.close()
  await host.stop()
  await app.close()
  await tunnel.kill()
  folder.remove()
})

/** Sends a request the way a provider's comes: to the tunnel server, under the tunnel's public name. */
async function throughTunnel(endpoint: string, request: ProviderRequest): Promise<number> {
  const { publicUrl } = host.endpoint(endpoint)
  if (!publicUrl) throw new Error('the tunnel is not online')
  const url = new URL(publicUrl)
  return (await post(`http://127.0.0.1:${url.port}${url.pathname}`, request, url.host)).status
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
/** The last delivery of each endpoint. */
const sent = new Map<string, { readonly id: string; readonly sha256: string }>()

const replicer = () => sampleBody('replicer', 'call.ended')
const allo = () => sampleBody('allo-v2', 'call.received')
const withEvent = (provider: string, event: string, other: string) =>
  alteredSample(provider, event, `"${event}"`, `"${other}"`)

interface Case {
  readonly name: string
  readonly endpoint: string
  readonly request: () => ProviderRequest
  readonly event: string
  readonly verification: [state: string, reason: string]
  readonly conformance: [state: string, issues: number]
}

const conforms: Case['conformance'] = ['conforms', 0]
const verified: Case['verification'] = ['verified', 'signature-matches']
const mismatch: Case['verification'] = ['failed', 'signature-mismatch']
const undocumented: Case['verification'] = ['unverifiable', 'scheme-not-documented']
const unsigned: Case['verification'] = ['unsigned', 'provider-does-not-sign']

const cases: readonly Case[] = [
  {
    name: 'Replicer, good',
    endpoint: 'Sales agent',
    request: () => replicerRequest(replicer(), replicerSecret),
    event: 'call.ended',
    verification: verified,
    conformance: conforms,
  },
  {
    name: 'Replicer, wrong secret',
    endpoint: 'Sales agent',
    request: () => replicerRequest(replicer(), 'another'),
    event: 'call.ended',
    verification: mismatch,
    conformance: conforms,
  },
  {
    name: 'Replicer, altered body',
    endpoint: 'Sales agent',
    request: () => ({
      ...replicerRequest(replicer(), replicerSecret),
      body: alteredSample('replicer', 'call.ended', '12.50', '12.5'),
    }),
    event: 'call.ended',
    verification: mismatch,
    conformance: conforms,
  },
  {
    name: 'Replicer, missing header',
    endpoint: 'Sales agent',
    request: () => plainRequest(replicer()),
    event: 'call.ended',
    verification: ['failed', 'header-missing'],
    conformance: conforms,
  },
  {
    name: 'Replicer, missing field',
    endpoint: 'Sales agent',
    request: () => replicerRequest(sampleBody('replicer', 'call.ended.fails-missing-callId'), replicerSecret),
    event: 'call.ended',
    verification: verified,
    conformance: ['differs', 1],
  },
  {
    name: 'Replicer, wrong type',
    endpoint: 'Sales agent',
    request: () =>
      replicerRequest(alteredSample('replicer', 'call.ended', /"duration": \d+/, '"duration": "240"'), replicerSecret),
    event: 'call.ended',
    verification: verified,
    conformance: ['differs', 1],
  },
  {
    name: 'Replicer, unknown event',
    endpoint: 'Sales agent',
    request: () => replicerRequest(withEvent('replicer', 'call.ended', 'call.paused'), replicerSecret),
    event: 'call.paused',
    verification: verified,
    conformance: ['no-schema', 0],
  },
  {
    name: 'Allo v2, good',
    endpoint: 'Support line',
    request: () => alloV2Request(allo(), alloSecret, 'msg_1'),
    event: 'call.received',
    verification: verified,
    conformance: conforms,
  },
  {
    name: 'Allo v2, wrong secret',
    endpoint: 'Support line',
    request: () => alloV2Request(allo(), 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'msg_2'),
    event: 'call.received',
    verification: mismatch,
    conformance: conforms,
  },
  {
    name: 'Allo v2, sent an hour ago',
    endpoint: 'Support line',
    request: () => alloV2Request(allo(), alloSecret, 'msg_3', new Date(Date.now() - 3_600_000)),
    event: 'call.received',
    verification: ['failed', 'timestamp-too-old'],
    conformance: conforms,
  },
  {
    name: 'Allo v1',
    endpoint: 'Berlin line',
    request: () => plainRequest(sampleBody('allo-v1', 'CALL_RECEIVED')),
    event: 'CALL_RECEIVED',
    verification: unsigned,
    conformance: conforms,
  },
  {
    name: 'OnCallClerk',
    endpoint: 'After hours',
    request: () => plainRequest(sampleBody('oncallclerk', 'lead.captured'), { 'X-OnCallClerk-Signature': 'abc' }),
    event: 'lead.captured',
    verification: undocumented,
    conformance: conforms,
  },
  {
    name: 'OutCallerAI, an event of a family',
    endpoint: 'Lead sync',
    request: () => outcallerRequest(sampleBody('outcallerai', 'call.completed')),
    event: 'call.completed',
    verification: unsigned,
    conformance: conforms,
  },
  {
    name: 'OneInbox',
    endpoint: 'Dialler',
    request: () => plainRequest(sampleBody('oneinbox', 'call.started')),
    event: 'call.started',
    verification: undocumented,
    conformance: conforms,
  },
]

test('the ready line names every endpoint with its public URL', () => {
  expect(host.ready).toMatchObject({ type: 'ready', version: '0.1.0' })
  expect(host.ready.endpoints.map((e) => [e.name, e.provider])).toEqual(
    config().endpoints.map((e) => [e.name, e.provider]),
  )
  for (const { url, publicUrl } of host.ready.endpoints) {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/in\/[\w-]{22}$/)
    expect(publicUrl).toMatch(/^http:\/\/quiet-lamp\.localhost:\d+\/in\/[\w-]{22}$/)
  }
})

describe('each delivery arrives through the tunnel and appears on the screen', () => {
  for (const { name, endpoint, request, event, verification, conformance } of cases) {
    test(name, async () => {
      const made = request()
      expect(await throughTunnel(endpoint, made)).toBe(200)

      const line = await host.delivery(() => true)
      sent.set(endpoint, { id: line.id, sha256: sha256(made.body) })
      expect(line).toMatchObject({ endpoint, event })
      expect([line.verification.state, line.verification.reason]).toEqual(verification)
      expect([line.conformance.state, line.conformance.issues]).toEqual(conformance)
      const row = ui.page.locator(`[data-delivery="${line.id}"]`)
      await row.waitFor()
      const text = await row.textContent()
      expect(text).toContain(event)
      expect(text).toContain(verification[0])
      expect(text).toContain(conformance[0])
    })
  }
})

test('one key replays the exact bytes to each target, and the outcome is on the screen', async () => {
  expect([...sent.keys()]).toEqual(config().endpoints.map((e) => e.name))

  for (const [endpoint, { id, sha256: expected }] of sent) {
    const before = app.received.length
    await ui.page.locator(`[data-delivery="${id}"]`).click()
    await ui.page.keyboard.press('r')
    await expect.poll(() => app.received.length, { message: endpoint }).toBe(before + 1)

    expect(sha256(app.received.at(-1)?.body ?? Buffer.alloc(0))).toBe(expected)
  }
  await ui.page.getByRole('tab', { name: /Replays/ }).click()
  const outcome = ui.page.getByRole('tabpanel', { name: /Replays/ })
  await outcome.getByText('200').first().waitFor()
  expect(await outcome.textContent()).toContain(new URL(app.url).host)
})

test('after a restart everything is still there', async () => {
  const before = host.deliveries().length
  const stopped = await host.stop()
  expect(stopped.code).toBe(0)
  expect(stopped.ms).toBeLessThan(5000)
  host = await start()
  await ui.close()
  ui = await openPage(host.ready.ui)

  await expect.poll(() => ui.page.locator('[data-delivery]').count()).toBe(before)
  expect(await throughTunnel('Sales agent', replicerRequest(replicer(), replicerSecret))).toBe(200)
  expect((await host.delivery(() => true)).attempt).toBeGreaterThan(1)
})

test('nothing went wrong in the page', () => {
  expect(ui.faults()).toEqual([])
})
