import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import Stripe from 'stripe'
import { Webhook } from 'svix/dist/webhook.js'
import { TelnyxWebhook } from 'telnyx/lib/webhooks'
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { forwardTo, provider } from '../../../../support/forward-targets.ts'
import { endpoint, openTestCapture, snapshotOf } from '../open-test-capture.ts'

/** Apps that developers write, which check with the vendors' own packages what reaches them through Switchhook. */

type Headers = Readonly<Record<string, string>>

interface Vendor {
  readonly body: string
  readonly contentType: string
  readonly sign: (body: string) => Headers
  /** False, or an exception or a rejection, where the signature does not hold. `url`: as the headers of the proxy tell it. */
  readonly accepts: (body: Buffer, headers: Headers, url: string) => unknown
}

const json = '{"type":"call.ended","note":"Zoë \\u00e9 12.50", "id":123456789012345678901}'
const seconds = () => String(Math.floor(Date.now() / 1000))
const stripeSecret = 'whsec_of_the_endpoint'
const svixSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const slackSecret = '8f742231b10e8888abcd99yyyzzz85a5'
const token = 'an auth token of 32 characters..'
const telnyxKeys = generateKeyPairSync('ed25519')
const telnyxPublic = telnyxKeys.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
const slackSignature = (at: string, body: string) =>
  `v0=${createHmac('sha256', slackSecret).update(`v0:${at}:${body}`).digest('hex')}`
const publicUrl = `https://quiet-otter.example.com/in/${endpoint.token}/sms?a=1`

const vendors: Readonly<Record<string, Vendor>> = {
  stripe: {
    body: json,
    contentType: 'application/json; charset=utf-8',
    sign: (payload) => ({
      'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({ payload, secret: stripeSecret }),
    }),
    accepts: (body, headers) => Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', stripeSecret),
  },
  svix: {
    body: json,
    contentType: 'application/json',
    sign(body) {
      const at = new Date()
      const signature = new Webhook(svixSecret).sign('msg_1', at, body)
      return { 'svix-id': 'msg_1', 'svix-timestamp': seconds(), 'svix-signature': signature }
    },
    accepts: (body, headers) => new Webhook(svixSecret).verify(body, { ...headers }),
  },
  telnyx: {
    body: json,
    contentType: 'application/json',
    sign(body) {
      const at = seconds()
      const signature = sign(null, Buffer.from(`${at}|${body}`), telnyxKeys.privateKey).toString('base64')
      return { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': at }
    },
    accepts: (body, headers) => new TelnyxWebhook(telnyxPublic).verify(body.toString(), { ...headers }),
  },
  'twilio, with the URL of the proxy’s headers': {
    body: 'To=%2B15550100&From=%2B15550101&Body=Zo%C3%AB+%26+b',
    contentType: 'application/x-www-form-urlencoded',
    sign: (body) => ({ 'X-Twilio-Signature': getExpectedTwilioSignature(token, publicUrl, fieldsOf(body)) }),
    accepts: (body, headers, url) =>
      validateRequest(token, headers['x-twilio-signature'] ?? '', url, fieldsOf(body.toString())),
  },
  'slack, as its documentation describes': {
    body: json,
    contentType: 'application/json',
    sign(body) {
      const at = seconds()
      return { 'X-Slack-Request-Timestamp': at, 'X-Slack-Signature': slackSignature(at, body) }
    },
    accepts: (body, headers) =>
      slackSignature(headers['x-slack-request-timestamp'] ?? '', body.toString()) === headers['x-slack-signature'],
  },
}

const fieldsOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

async function isAccepted(vendor: Vendor, body: Buffer, headers: object): Promise<boolean> {
  const flat = headers as Headers
  // The path below the capture URL reaches the app; its beginning is Switchhook's own, which the app is told once.
  const url = `${flat['x-forwarded-proto']}://${flat['x-forwarded-host']}/in/${endpoint.token}/sms?a=1`
  try {
    return (await vendor.accepts(body, flat, url)) !== false
  } catch {
    return false
  }
}

const frameworks = {
  async express(vendor: Vendor): Promise<number> {
    const app = express()
    app.post('/hooks{/*rest}', express.raw({ type: () => true }), async (request, response) => {
      const fits = await isAccepted(vendor, request.body as Buffer, request.headers)
      response.status(fits ? 200 : 400).json({ accepted: fits, url: request.originalUrl })
    })
    const server = createServer(app)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => void server.close())
    return (server.address() as AddressInfo).port
  },
  async fastify(vendor: Vendor): Promise<number> {
    const app = fastify()
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    app.post('/hooks/*', async (request, reply) => {
      const fits = await isAccepted(vendor, request.body as Buffer, request.headers)
      return reply.code(fits ? 200 : 400).send({ accepted: fits, url: request.url })
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => app.close())
    return (app.server.address() as AddressInfo).port
  },
}

describe.each(Object.entries(frameworks))('%s', (_, start) => {
  test.each(Object.entries(vendors))('%s', async (_, vendor) => {
    const port = await start(vendor)
    const forward = forwardTo(port)
    const capture = await openTestCapture({
      data: { snapshot: snapshotOf([{ ...endpoint, provider: null, forward }]) },
    })
    const send = async (body: string, signed: string) => {
      const headers = { 'Content-Type': vendor.contentType, ...vendor.sign(signed) }
      const response = await provider(capture.port(), {
        path: `/in/${endpoint.token}/sms?a=1`,
        // As a tunnel hands it on.
        headers: { ...headers, Host: 'quiet-otter.example.com', 'X-Forwarded-Proto': 'https' },
        body,
      })
      let text = ''
      for await (const piece of response) text += piece
      return { status: response.statusCode, answer: JSON.parse(text) as unknown }
    }

    const url = '/hooks/sms?a=1'
    expect(await send(vendor.body, vendor.body)).toEqual({ status: 200, answer: { accepted: true, url } })
    expect(await send(`${vendor.body}&x=1`, vendor.body)).toEqual({ status: 400, answer: { accepted: false, url } })
  })
})
