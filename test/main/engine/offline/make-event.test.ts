import { createHmac, generateKeyPairSync, verify } from 'node:crypto'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { signatureBreaks } from '#shared/model/signature-break-words.ts'
import { makeEvent, openPacks, packNamed, verifyRequest } from '../../../../src/main/engine/offline.ts'
import { randomBytes, systemClock } from '../../../../src/main/hosting/node-ports.ts'

const packs = openPacks(resolve(import.meta.dirname, '../../../../resources'), '/nowhere')
const ports = { clock: systemClock, randomBytes }
const secret = { id: 'live', label: 'LIVE', value: 'rpl-s3cret' }
const plain = { event: 'call.ended', url: 'http://localhost:3000/hooks', set: [], secret: null, fault: null }
const replicer = packNamed(packs, 'replicer')

const judged = (request: Awaited<ReturnType<typeof makeEvent>>, value = secret.value) =>
  verifyRequest(
    { ...request, target: new URL(request.url).pathname, arrivedAtMs: Date.now() },
    { packs, provider: null, secrets: [{ ...secret, value }], elapsed: systemClock.elapsed },
  )

describe('an event', () => {
  it('goes unsigned without a secret, and is a new one each time', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => makeEvent({ ...plain, pack: replicer }, ports)))

    expect(one!.headers.map(([name]) => name)).not.toContain('X-Replicer-Signature')
    expect(Buffer.from(one!.body).equals(Buffer.from(other!.body))).toBe(false)
  })

  it('is signed as documented, over the body with the values that were set', async () => {
    const set = [{ pointer: '/data/status', json: '"failed"' }]
    const { body, headers } = await makeEvent({ ...plain, pack: replicer, set, secret }, ports)

    expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({ data: { status: 'failed' } })
    expect(Buffer.from(body).toString()).toContain('"tokenCost": 12.50')
    expect(Object.fromEntries(headers)['X-Replicer-Signature']).toBe(
      createHmac('sha256', secret.value).update(body).digest('hex'),
    )
  })

  it('carries what its headers repeat of the body', async () => {
    const set = [{ pointer: '/id', json: '"evt-mine"' }]
    const { headers } = await makeEvent({ ...plain, pack: replicer, set }, ports)

    expect(Object.fromEntries(headers)['X-Replicer-Delivery-Id']).toBe('evt-mine')
  })

  it('is signed for the URL that it goes to', async () => {
    const twilio = { ...plain, pack: packNamed(packs, 'twilio'), event: 'call.completed', secret }
    const request = await makeEvent({ ...twilio, url: 'https://example.com/a?b=1' }, ports)
    const [, signature] = request.headers.find(([name]) => name === 'X-Twilio-Signature')!
    const fields = [...new URLSearchParams(Buffer.from(request.body).toString().trim())].sort(([a], [b]) =>
      a < b ? -1 : 1,
    )
    const text = `https://example.com/a?b=1${fields.flat().join('')}`

    expect(signature).toBe(createHmac('sha1', secret.value).update(text).digest('base64'))
  })

  it('is signed with a private key where the provider does that', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const telnyx = packNamed(packs, 'telnyx')
    const [event = ''] = [...telnyx.samples.keys()]
    const request = await makeEvent({ ...plain, pack: telnyx, event, secret: { ...secret, value: pem } }, ports)
    const headers = Object.fromEntries(request.headers)
    const signed = `${headers['Telnyx-Timestamp']}|${Buffer.from(request.body).toString()}`

    expect(
      verify(null, Buffer.from(signed), publicKey, Buffer.from(headers['Telnyx-Signature-Ed25519']!, 'base64')),
    ).toBe(true)
  })
})

describe('a fault', () => {
  it.each(['body-trailing-newline', 'encoding', 'header-renamed', 'wrong-secret'] as const)(
    '%s is what the ladder finds',
    async (fault) => {
      const { verification, ladder } = judged(await makeEvent({ ...plain, pack: replicer, secret, fault }, ports))

      expect(verification.state).toBe('failed')
      expect(ladder?.cause).toBe(fault === 'wrong-secret' ? 'no-match' : fault)
    },
  )

  it('that the scheme cannot have is refused with those that it can', async () => {
    await expect(makeEvent({ ...plain, pack: replicer, secret, fault: 'timestamp-too-old' }, ports)).rejects.toThrow(
      /nobody could notice the fault "timestamp-too-old"; there are wrong-secret, /,
    )
    expect(signatureBreaks).toContain('timestamp-too-old')
  })
})

describe('what cannot be made', () => {
  it.each([
    [
      'an event without a sample',
      'replicer',
      { event: 'call.end' },
      /no sample of "call.end". Did you mean "call.ended"/,
    ],
    ['a value without a place', 'replicer', { set: [{ pointer: '/a/b', json: '1' }] }, /no \/a/],
    ['a signature of a provider that documents none', 'oneinbox', { secret }, /does not document/],
  ])('%s', async (_, id, other, message) => {
    const pack = packNamed(packs, id)
    const event = [...pack.samples.keys()][0]!
    await expect(makeEvent({ ...plain, pack, event, ...other }, ports)).rejects.toThrow(message)
  })

  it('a public key signs nothing', async () => {
    const telnyx = packNamed(packs, 'telnyx')
    const [event = ''] = [...telnyx.samples.keys()]
    const key = { ...secret, value: Buffer.alloc(32, 7).toString('base64') }

    await expect(makeEvent({ ...plain, pack: telnyx, event, secret: key }, ports)).rejects.toThrow(/private key/)
  })

  it('a provider that is not there', () => {
    expect(() => packNamed(packs, 'replicr')).toThrow('There is no provider pack "replicr". Did you mean "replicer"?')
  })
})
