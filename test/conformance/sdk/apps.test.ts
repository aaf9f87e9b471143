import { generateKeyPairSync } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { Webhook as SvixWebhook } from 'svix'
import { TelnyxWebhook } from 'telnyx/lib/webhooks'
import twilio from 'twilio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'

/** A handler of a developer's app: the vendor's own library decides. */
interface Vendor {
  readonly provider: string
  readonly secret: string
  readonly type?: string
  readonly body: string
  /** Throws, or returns false, for what it refuses. `url`: as the app is called. */
  verify(body: string, headers: Readonly<Record<string, string>>, url: string): unknown
}

const svixKey = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const telnyx = generateKeyPairSync('ed25519')
const telnyxPublic = telnyx.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')

const vendors: readonly Vendor[] = [
  {
    provider: 'stripe',
    secret: 'whsec_a_stripe_secret',
    body: '{"id":"evt_1","object":"event","type":"charge.succeeded","data":{"object":{"amount":1250}}}',
    verify: (body, headers) =>
      Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', 'whsec_a_stripe_secret'),
  },
  {
    provider: 'svix',
    secret: svixKey,
    body: '{"type":"call.ended","data":{"id":"1"}}',
    verify: (body, headers) => new SvixWebhook(svixKey).verify(body, headers),
  },
  {
    provider: 'standard-webhooks',
    secret: svixKey,
    body: '{"type":"call.ended","data":{"id":"1"}}',
    verify: (body, headers) => new StandardWebhook(svixKey).verify(body, headers),
  },
  {
    provider: 'telnyx',
    secret: telnyx.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    body: '{"data":{"event_type":"call.hangup","id":"0ccc7b54","payload":{}}}',
    verify: (body, headers) => new TelnyxWebhook(telnyxPublic).verify(body, headers),
  },
  {
    provider: 'twilio',
    secret: '12345abcdef',
    type: 'application/x-www-form-urlencoded',
    body: 'CallSid=CA123&CallStatus=completed&From=%2B15550100&To=%2B15550101',
    verify: (body, headers, url) =>
      twilio.validateRequest(
        '12345abcdef',
        headers['x-twilio-signature'] ?? '',
        url,
        Object.fromEntries(new URLSearchParams(body)),
      ),
  },
]

interface Apps {
  readonly origin: string
  close(): Promise<void>
}

async function check(vendor: Vendor | undefined, body: string, headers: object, url: string): Promise<number> {
  try {
    const done = await vendor?.verify(body, headers as Record<string, string>, url)
    return vendor === undefined ? 404 : done === false ? 401 : 200
  } catch {
    return 401
  }
}

const vendorOf = (path: string) => vendors.find(({ provider }) => path.startsWith(`/${provider}`))

async function startExpress(): Promise<Apps> {
  const app = express()
  app.use(express.raw({ type: () => true }), (request, response) => {
    const url = `http://${request.headers.host}${request.originalUrl}`
    const body = Buffer.isBuffer(request.body) ? request.body.toString() : ''
    void check(vendorOf(request.path), body, request.headers, url).then((status) =>
      response.status(status).json({ by: 'express' }),
    )
  })
  const server = await new Promise<Server>((done) => {
    const made = app.listen(0, '127.0.0.1', () => done(made))
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function startFastify(): Promise<Apps> {
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post('/*', async (request, reply) => {
    const url = `http://${request.headers.host}${request.url}`
    const body = Buffer.isBuffer(request.body) ? request.body.toString() : ''
    return reply.code(await check(vendorOf(request.url), body, request.headers, url)).send({ by: 'fastify' })
  })
  return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() }
}

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

describe.each([
  ['Express', startExpress],
  ['Fastify', startFastify],
] as const)('an app of %s', (_name, start) => {
  let apps: Apps
  beforeAll(async () => {
    apps = await start()
  })
  afterAll(() => apps.close())

  test.each(vendors.map((vendor) => [vendor.provider, vendor] as const))(
    '%s takes what is signed again, edited or not, and refuses each that is broken',
    async (provider, { secret, type = 'application/json', body }) => {
      const endpoint = await t.endpoint(provider, ['live', secret])
      await t.engine.endpoints.update(endpoint.id, { target: `${apps.origin}/${provider}` })
      const id = await t.send(endpoint.url, { headers: { 'Content-Type': type }, body: Buffer.from(body) })
      const send = async (order: object) => {
        const result = await t.api.calls['replays.send']({ id, approve: false, ...order })
        return result.result === 'sent' ? result.replay.status : result.result
      }

      expect(await send({ sign: 'keep' })).toBe(401)
      expect(await send({ sign: 'again' })).toBe(200)
      const { original } = await t.api.calls['drafts.open']({ deliveryId: id })
      const { method, url, headers } = original
      const changed = type === 'application/json' ? body.replace('}', ',"added":12.50}') : `${body}&Added=1`
      const edited = { method, url, headers, body: Buffer.from(changed).toString('base64') }
      expect(await send({ sign: 'again', edited })).toBe(200)
      expect(await send({ sign: 'keep', edited })).toBe(401)

      const { breaks } = await t.api.calls['replays.breaks']({ id })
      expect(breaks.length).toBeGreaterThanOrEqual(5)
      const answers: [SignatureBreak, number | string | null][] = []
      for (const broken of breaks) answers.push([broken, await send({ sign: 'broken', broken })])
      expect(answers.filter(([, status]) => status !== 401)).toEqual([])
    },
  )
})
