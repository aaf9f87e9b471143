import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { verify as verifyGitHub } from '@octokit/webhooks-methods'
import { verifySignature } from '@vonage/jwt'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { Webhook as SvixWebhook } from 'svix'
import { TelnyxWebhook } from 'telnyx/lib/webhooks'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { arrivingRequest, packSchemes, text } from '../../support/sdk-agreement.ts'

/** Whether the vendor's library takes it; a throw is a refusal. */
async function takes(verify: () => unknown): Promise<boolean> {
  try {
    return (await verify()) !== false
  } catch {
    return false
  }
}
const body = '{"type":"call.ended","id":"call_1"}'
const nowSeconds = () => Math.floor(Date.now() / 1000)
const withHeaders = (...headers: readonly HeaderPair[]) => {
  const request = arrivingRequest(body)
  return { ...request, headers: [...request.headers, ...headers] }
}

describe('Telnyx: how the signature is written', async () => {
  const schemes = await packSchemes('telnyx')
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')
  const spellings: readonly (readonly [string, (signature: Buffer) => string])[] = [
    ['Base64', (signature) => signature.toString('base64')],
    ['Base64 without padding', (signature) => signature.toString('base64').replace(/=+$/, '')],
    ['Base64 for URLs', (signature) => `${signature.toString('base64url')}==`.replace(/^..../, '-_-_')],
    ['a blank within', (signature) => signature.toString('base64').replace(/^(.{10})/, '$1 ')],
    ['a letter too many at the end', (signature) => `${signature.toString('base64')}A`],
    ['quotes around', (signature) => `"${signature.toString('base64')}"`],
  ]
  test.each(spellings)('%s', async (_name, write) => {
    const time = String(nowSeconds())
    const signature = signBytes(null, Buffer.from(`${time}|${body}`), privateKey)
    const request = withHeaders(['telnyx-signature-ed25519', write(signature)], ['telnyx-timestamp', time])
    const taken = await takes(() => new TelnyxWebhook(key).verify(body, Object.fromEntries(request.headers)))
    expect(schemes.reason(request, key) === 'signature-matches').toBe(taken)
  })
})

describe('Vonage: times of the token', async () => {
  const schemes = await packSchemes('vonage')
  const secret = 'the signature secret of the account'
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const hash = await crypto.subtle.digest('SHA-256', Buffer.from(body))
  const payload_hash = Buffer.from(hash).toString('hex')

  test.each([
    ['none', {}],
    ['exp ahead', { exp: nowSeconds() + 60 }],
    ['exp passed', { exp: nowSeconds() - 60 }],
    ['exp as text, ahead', { exp: String(nowSeconds() + 60) }],
    ['exp as text, passed', { exp: String(nowSeconds() - 60) }],
    ['exp null', { exp: null }],
    ['nbf passed', { nbf: nowSeconds() - 60 }],
    ['nbf ahead', { nbf: nowSeconds() + 60 }],
    ['nbf as text', { nbf: String(nowSeconds() - 60) }],
  ])('%s', async (_name, times) => {
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ payload_hash, ...times })}`
    const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
    const taken = await takes(() => verifySignature(token, secret))
    expect(schemes.reason(withHeaders(['Authorization', `Bearer ${token}`]), secret) === 'signature-matches').toBe(
      taken,
    )
  })
})

describe('Stripe: the time in the header', async () => {
  const schemes = await packSchemes('stripe')
  const secret = 'whsec_stripe_test_secret'
  const stripe = new Stripe('sk_test_x')
  const mac = (signed: string) => createHmac('sha256', secret).update(signed).digest('hex')

  test.each([
    ['as documented', (time: number) => `t=${time},v1=${mac(`${time}.${body}`)}`],
    ['with a fraction', (time: number) => `t=${time}.5,v1=${mac(`${time}.5.${body}`)}`],
    ['in milliseconds, long ago', (time: number) => `t=${time - 301},v1=${mac(`${time - 301}.${body}`)}`],
    ['no number', () => `t=soon,v1=${mac(`soon.${body}`)}`],
  ] as const)('%s', async (_name, write) => {
    const header = write(nowSeconds())
    const taken = await takes(() => stripe.webhooks.constructEvent(body, header, secret))
    expect(schemes.reason(withHeaders(['Stripe-Signature', header]), secret) === 'signature-matches').toBe(taken)
  })
})

describe('secrets of which nothing is left', async () => {
  const libraries = [
    ['standard-webhooks', (secret: string) => new StandardWebhook(secret)],
    ['svix', (secret: string) => new SvixWebhook(secret)],
  ] as const
  for (const [pack, library] of libraries) {
    const schemes = await packSchemes(pack)
    test.each(['whsec_', 'whsec_***', 'whsec_••••••••', '', ' '])(`${pack}: %j`, async (secret) => {
      const time = String(nowSeconds())
      const signature = `v1,${createHmac('sha256', '').update(`m1.${time}.${body}`).digest('base64')}`
      const start = pack === 'svix' ? 'svix' : 'webhook'
      const request = withHeaders(
        [`${start}-id`, 'm1'],
        [`${start}-timestamp`, time],
        [`${start}-signature`, signature],
      )
      // Svix takes the bare prefix, and with it a signature that anybody can make; that is nothing to agree with.
      const careless = pack === 'svix' && secret === 'whsec_'
      expect(await takes(() => library(secret).verify(body, Object.fromEntries(request.headers)))).toBe(careless)
      expect(schemes.reason(request, secret)).toBe('no-secret')
    })
  }

  test('GitHub: no secret', async () => {
    const schemes = await packSchemes('github')
    const signature = `sha256=${createHmac('sha256', '').update(body).digest('hex')}`
    expect(await takes(() => verifyGitHub('', body, signature))).toBe(false)
    expect(schemes.reason(withHeaders(['X-Hub-Signature-256', signature]), '')).toBe('no-secret')
  })
})

describe('a signature header that came twice', async () => {
  const secret = 'a secret of some length'
  const good = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const other = `sha256=${'00'.repeat(32)}`
  const schemes = await packSchemes('github')

  // Node joins the values with a comma: https://nodejs.org/api/http.html#messageheaders
  test.each([
    [other, good],
    [good, other],
    [good, good],
  ])('%s, %s: an app sees neither', async (...values) => {
    const request = withHeaders(...values.map((value): HeaderPair => ['X-Hub-Signature-256', value]))
    expect(await takes(() => verifyGitHub(secret, text(request), values.join(', ')))).toBe(false)
    expect(schemes.reason(request, secret)).toBe('header-malformed')
  })
})
