import { createHmac, createPublicKey } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SchemeRef } from '#shared/model/verification.ts'
import { replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { post, startApp, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

let t: TestEngine
let app: Awaited<ReturnType<typeof startApp>>
beforeAll(async () => {
  t = await startTestEngine()
  app = await startApp()
})
afterAll(async () => {
  await t.remove()
  await app.close()
})

async function endpointWith(recipe: SchemeRef | null, ...secrets: [label: string, value: string][]) {
  const { id, token } = await t.api.calls['endpoints.create']({ name: 'A', provider: 'replicer', target: app.url })
  if (recipe) await t.api.calls['endpoints.update']({ id, recipe })
  for (const [label, value] of secrets) await t.api.calls['secrets.add']({ endpointId: id, label, value })
  return { id, url: `${t.engine.receiverStatus().url}/in/${token}` }
}

const newest = () => t.newest()
const sendSample = (endpointId: string) => t.api.calls['samples.send']({ endpointId, event: 'call.ended' })
const publicKey = (algorithm: string) => ({ scheme: 'public-key', params: { algorithm, header: 'X-Sig' } })

test.each(['ed25519', 'rsa-sha256', 'ecdsa-sha256'])(
  'a sample of a provider that signs with %s is signed with a test key, which checks nothing else',
  async (algorithm) => {
    const { id, url } = await endpointWith(publicKey(algorithm))

    expect(await sendSample(id)).toMatchObject({ status: 200, signedWith: 'Switchhook test key', problem: null })
    const sample = await newest()
    expect(sample).toMatchObject({
      sample: true,
      verdict: { state: 'verified', secret: { label: 'Switchhook test key' } },
    })
    expect((await t.api.calls['deliveries.signature']({ id: sample.id })).verification.state).toBe('verified')

    const { base64 } = await t.api.calls['deliveries.body']({ id: sample.id, offset: 0, length: 1 << 20 })
    const signature = sample.request.headers.find(([name]) => name === 'X-Sig')?.[1] ?? ''
    await post(url, { headers: { 'X-Sig': signature }, body: Buffer.from(base64, 'base64') })
    expect(await newest()).toMatchObject({ sample: false, verdict: { state: 'unverifiable', reason: 'no-secret' } })
  },
)

test('the test key is the same after a restart, and the provider’s own public key does not stand in its way', async () => {
  const before = await startTestEngine()
  const { dataDir } = before
  const { id } = await before.api.calls['endpoints.create']({ name: 'A', provider: 'replicer', target: null })
  await before.api.calls['endpoints.update']({ id, recipe: publicKey('ed25519') })
  const pem = createPublicKey({
    key: Buffer.from(`302a300506032b6570032100${'11'.repeat(32)}`, 'hex'),
    format: 'der',
    type: 'spki',
  })
  await before.api.calls['secrets.add']({
    endpointId: id,
    label: 'theirs',
    value: pem.export({ type: 'spki', format: 'pem' }).toString(),
  })
  await before.api.calls['samples.send']({ endpointId: id, event: 'call.ended' })
  const row = await before.newest()
  await before.close()

  const after = await startTestEngine({ dataDir })
  const report = await after.api.calls['deliveries.signature']({ id: row.id })
  expect(report.verification).toMatchObject({ state: 'verified', secret: { id: 'test-key-ed25519' } })
  await after.remove()
})

test('Twilio’s JSON rule signs the URL with the hash of the body in it', async () => {
  const { id } = await endpointWith({ scheme: 'twilio', params: {} }, ['token', 'tw1lio'])

  const sent = await sendSample(id)
  expect(sent).toMatchObject({ status: 200, signedWith: 'token' })
  expect(sent.url).toMatch(/\?bodySHA256=[0-9a-f]{64}$/)
  expect(await newest()).toMatchObject({ sample: true, verdict: { state: 'verified' } })
})

test('a pack is broken where an alternative of its scheme is, and the path says so', async () => {
  const folder = join(t.dataDir, 'providers', 'folder-of-its-own')
  mkdirSync(folder, { recursive: true })
  const manifest = {
    id: 'acme',
    name: 'Acme',
    mark: 'AC',
    colour: 10,
    homepage: 'https://acme.example',
    sources: [{ title: 'docs', url: 'https://acme.example/docs' }],
    detect: [],
    eventType: null,
    eventId: null,
    events: [],
    eventsOpen: true,
    signature: {
      kind: 'scheme',
      scheme: 'hmac',
      params: { header: 'X-Acme' },
      alternatives: [{ scheme: 'nonsense', params: {} }],
    },
    delivery: { deadlineMs: null, retryDelaysMs: null, attempts: null, note: 'not documented' },
    setup: [],
  }
  writeFileSync(join(folder, 'provider.json'), JSON.stringify(manifest))

  const { broken } = await t.api.calls['providers.reload']({})
  expect(broken).toEqual([
    {
      file: join(folder, 'provider.json'),
      reason: '/signature/alternatives/0/scheme: there is no signature scheme "nonsense"',
    },
  ])
})

test('a replay keeps the signature, or gets a new one for its target', async () => {
  const { id: endpointId, url } = await endpointWith(null, ['old', 'first'], ['new', 's3cret'])
  const request = replicerRequest(sampleBody('replicer', 'call.ended'), 'somebody else')
  await post(url, request)
  const { id } = await newest()

  const kept = await t.api.calls['replays.send']({ id, approve: false })
  expect(kept).toMatchObject({ result: 'sent', replay: { signed: 'as stored' } })
  expect(app.received.at(-1)?.headers['x-replicer-signature']).toBe(request.headers['X-Replicer-Signature'])

  const again = await t.api.calls['replays.send']({ id, approve: false, sign: 'again' })
  expect(again).toMatchObject({ result: 'sent', replay: { signed: 'again with “new”', status: 200 } })
  const expected = createHmac('sha256', 's3cret').update(request.body).digest('hex')
  expect(app.received.at(-1)?.headers['x-replicer-signature']).toBe(expected)
  const changes = again.result === 'sent' ? again.replay.changes : []
  expect(changes).toContainEqual({
    name: 'X-Replicer-Signature',
    change: 'recomputed',
    from: request.headers['X-Replicer-Signature'],
    to: expected,
    why: 'it was signed again',
  })
  expect((await t.api.calls['replays.list']({ id })).replays.map((replay) => replay.signed)).toEqual([
    'again with “new”',
    'as stored',
  ])

  await t.api.calls['endpoints.update']({ id: endpointId, recipe: publicKey('ed25519') })
  await t.api.calls['replays.send']({ id, approve: false, sign: 'again' })
  const received = app.received.at(-1)
  expect(received?.headers['x-sig']).toBeDefined()
  expect(received?.body.equals(request.body)).toBe(true)
})

test('a static secret is sent, but not shown', async () => {
  const { url } = await endpointWith({ scheme: 'bearer', params: {} }, ['token', 's3cret-token'])
  await post(url, replicerRequest(sampleBody('replicer', 'call.ended'), 'x'))
  const again = await t.api.calls['replays.send']({ id: (await newest()).id, approve: false, sign: 'again' })

  expect(app.received.at(-1)?.headers.authorization).toBe('Bearer s3cret-token')
  expect(JSON.stringify(again)).not.toContain('s3cret-token')
})

test('where nothing can sign, a replay says why and is not sent', async () => {
  const { url } = await endpointWith(null)
  await post(url, replicerRequest(sampleBody('replicer', 'call.ended'), 'x'))
  const { id } = await newest()
  const before = app.received.length
  const again = async () => t.api.calls['replays.send']({ id, approve: false, sign: 'again' })

  await expect(again()).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('no active secret'),
  })
  expect(app.received).toHaveLength(before)
})
