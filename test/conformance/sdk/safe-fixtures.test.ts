import { verify as verifyGitHub } from '@octokit/webhooks-methods'
import { validateV3Signature } from 'plivo/dist/utils/v3Security.js'
import { verify as verifyRetell } from 'retell-sdk/lib/webhook_auth'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { Webhook as SvixWebhook } from 'svix'
import { TelnyxWebhook } from 'telnyx/lib/webhooks'
import twilio from 'twilio'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { arrivedAt, builtInPacks, safeOf, signedSample } from '../../support/safe-items.ts'

interface Received {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly url: string
  readonly secret: string
}

type Verify = (received: Received) => unknown

/** Values of a form, as an app gets them of its framework. */
const formOf = (body: string) => Object.fromEntries(new URLSearchParams(body))
const standard: Verify = ({ body, headers, secret }) => new StandardWebhook(secret).verify(body, headers)

/** The vendors' own libraries: each throws, or returns false, for what it refuses. */
const vendors: Readonly<Record<string, Verify>> = {
  stripe: ({ body, headers, secret }) =>
    Stripe.webhooks.constructEvent(body, headers['stripe-signature'] ?? '', secret),
  svix: ({ body, headers, secret }) => new SvixWebhook(secret).verify(body, headers),
  'standard-webhooks': standard,
  'allo-v2': standard,
  telnyx: ({ body, headers, secret }) => new TelnyxWebhook(secret).verify(body, headers),
  twilio: ({ body, headers, url, secret }) =>
    twilio.validateRequest(secret, headers['x-twilio-signature'] ?? '', url, formOf(body)),
  plivo: ({ body, headers, url, secret }) =>
    validateV3Signature(
      'POST',
      url,
      headers['x-plivo-signature-v3-nonce'] ?? '',
      secret,
      headers['x-plivo-signature-v3'] ?? '',
      formOf(body),
    ),
  retell: ({ body, headers, secret }) => verifyRetell(body, secret, headers['x-retell-signature'] ?? ''),
  github: ({ body, headers, secret }) => verifyGitHub(secret, body, headers['x-hub-signature-256'] ?? ''),
}

async function accepts(verify: Verify, received: Received): Promise<boolean> {
  try {
    return (await verify(received)) !== false
  } catch {
    return false
  }
}

// An app's test sets its clock to the time of the fixture, as the documentation says.
beforeEach(() => void vi.useFakeTimers({ now: arrivedAt, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const cases = Object.entries(vendors).flatMap(([id, verify]) =>
  [...builtInPacks.get(id)!.samples.keys()].slice(0, 4).map((event) => ({ id, event, verify })),
)

test.each(cases)('the library of $id takes a safe $event, and no other secret', async ({ id, event, verify }) => {
  const { item, signed } = safeOf(signedSample(builtInPacks.get(id)!, event))
  const { request } = item.delivery
  const headers = Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value]))
  const body = Buffer.from(item.body).toString()
  const received = { body, headers, url: request.publicUrl, secret: item.fixtureSecret ?? '' }

  expect(signed).toBe('resigned')
  expect(await accepts(verify, received)).toBe(true)
  expect(await accepts(verify, { ...received, secret: safeOf(item, 'another').item.fixtureSecret ?? '' })).toBe(
    id === 'telnyx',
  )
  expect(await accepts(verify, { ...received, body: `${body}&x=1`, url: `${request.publicUrl}x` })).toBe(false)
})
