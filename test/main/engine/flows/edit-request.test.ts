import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EditedRequest } from '#shared/model/edited-request.ts'
import type { Replay } from '#shared/model/replay.ts'
import { plainRequest, replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { startApp, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

const secret = 'rpl-secret'
let t: TestEngine
let app: Awaited<ReturnType<typeof startApp>>
let endpoint: { readonly id: string; readonly url: string }
beforeAll(async () => {
  t = await startTestEngine()
  app = await startApp()
  endpoint = await t.endpoint('replicer', ['live', secret])
  await t.engine.endpoints.update(endpoint.id, { target: `${app.url}/hooks?env=dev` })
})
afterAll(async () => {
  await t.remove()
  await app.close()
})

const body = sampleBody('replicer', 'call.ended')
const arrived = () => t.send(endpoint.url, replicerRequest(body, secret))
const open = (deliveryId: string) => t.api.calls['drafts.open']({ deliveryId })
const base64 = (text: string) => Buffer.from(text).toString('base64')

async function send(id: string, edited: EditedRequest, more: object = {}): Promise<Replay> {
  const result = await t.api.calls['replays.send']({ id, approve: false, edited, ...more })
  if (result.result !== 'sent') throw new Error(result.result)
  return result.replay
}
const requestOf = ({ method, url, headers }: EditedRequest): EditedRequest => ({ method, url, headers, body: null })

test('the editor begins with what a plain replay would send', async () => {
  const id = await arrived()
  const { original, draft } = await open(id)
  expect(draft).toBeNull()
  expect(original).toMatchObject({ method: 'POST', url: `${app.url}/hooks?env=dev`, body: null, sign: 'keep' })
  const names = original.headers.map(([name]) => name.toLowerCase())
  expect(names).toContain('x-replicer-signature')
  expect(names).not.toContain('host')
  expect(names).not.toContain('content-length')
})

test('unchanged, it goes out as a plain replay does, and nothing is told as edited', async () => {
  const id = await arrived()
  const { original } = await open(id)
  const replay = await send(id, requestOf(original))
  expect(replay).toMatchObject({ status: 200, signed: 'as stored' })
  expect(replay.edited).toBeUndefined()
  expect(replay.sent).toBeUndefined()
  const got = app.received.at(-1)
  await t.api.calls['replays.send']({ id, approve: false })
  expect(app.received.at(-1)).toEqual(got)
})

test('method, URL, headers in their order and with duplicates, and body arrive as edited', async () => {
  const id = await arrived()
  const replay = await send(id, {
    method: 'PUT',
    url: `${app.url}/a/%2e%2e/b?x=%20&y`,
    headers: [
      ['X-Twice', 'one'],
      ['content-type', 'application/json; charset=utf-8'],
      ['X-Twice', 'two'],
      ['X-Empty', ''],
    ],
    body: base64('{"id":12345678901234567890,"cost":12.50}'),
  })
  const got = app.received.at(-1)!
  expect(got).toMatchObject({ method: 'PUT', url: '/a/%2e%2e/b?x=%20&y' })
  expect(got.body.toString()).toBe('{"id":12345678901234567890,"cost":12.50}')
  const lines = Array.from({ length: got.rawHeaders.length / 2 }, (_, at) => got.rawHeaders.slice(at * 2, at * 2 + 2))
  expect(lines).toEqual([
    ['Host', new URL(app.url).host],
    ['X-Twice', 'one'],
    ['content-type', 'application/json; charset=utf-8'],
    ['X-Twice', 'two'],
    ['X-Empty', ''],
    ['Content-Length', '40'],
    ['Connection', 'close'],
  ])
  expect(replay.edited).toEqual(['method', 'url', 'headers', 'body'])
})

test('what was sent stays with the replay: headers, and the start of the body beside the answer', async () => {
  const id = await arrived()
  const { original } = await open(id)
  const long = JSON.stringify({ note: 'é'.repeat(50_000) })
  const { id: replayId } = await send(id, { ...requestOf(original), body: base64(long) })

  const [replay] = await t.engine.replays.list(id)
  expect(replay).toMatchObject({ edited: ['body'], sent: { method: 'POST', bodySize: 100_011, bodyStored: 65_536 } })
  const sent = await t.api.calls['replays.sent']({ id: replayId })
  expect(Buffer.from(sent.base64, 'base64').equals(Buffer.from(long).subarray(0, 65_536))).toBe(true)
  expect(sent.headers).toContainEqual(['Content-Length', '100011'])
  expect(Buffer.from(await t.engine.replays.body(replayId)).toString()).toBe('{"ok":true}')
})

test('user and password of a target reach it, and are stored and told nowhere', async () => {
  const id = await arrived()
  const { original } = await open(id)
  const url = app.url.replace('http://', 'http://me:s3cret-of-me@')
  const edited = { ...requestOf(original), url: `${url}/a` }
  const replay = await send(id, edited)
  const plain = await t.api.calls['replays.send']({ id, approve: false, target: url })

  const basic = `Basic ${base64('me:s3cret-of-me')}`
  expect(app.received.slice(-2).map(({ headers }) => headers.authorization)).toEqual([basic, basic])
  expect(replay.target).toBe(`${app.url}/a`)
  const sent = await t.api.calls['replays.sent']({ id: replay.id })
  expect(sent.headers).toContainEqual(['Authorization', '(masked)'])
  const told = JSON.stringify([replay, plain, sent, await t.engine.replays.list(id)])
  expect(told).not.toContain('s3cret-of-me')
  expect(told).not.toContain(base64('me:s3cret-of-me'))
})

test('signed again, an edited body verifies; as stored it does not', async () => {
  const id = await arrived()
  const { original } = await open(id)
  const edited = { ...requestOf(original), body: base64('{"event":"call.ended","n":1}') }
  const signature = () => app.received.at(-1)?.headers['x-replicer-signature']
  const right = createHmac('sha256', secret).update('{"event":"call.ended","n":1}').digest('hex')

  expect((await send(id, edited, { sign: 'again' })).signed).toBe('again with “live”')
  expect(signature()).toBe(right)
  await send(id, edited)
  expect(signature()).not.toBe(right)
})

test('a compressed body keeps its bytes', async () => {
  const packed = gzipSync('{"event":"call.ended"}')
  const id = await t.send(endpoint.url, plainRequest(packed, { 'Content-Encoding': 'gzip' }))
  const { original } = await open(id)
  await send(id, { ...requestOf(original), headers: [...original.headers, ['X-New', '1']] })
  expect(app.received.at(-1)?.body.equals(packed)).toBe(true)
})

test('a body that is too large to be edited goes out whole from its file', async () => {
  const big = Buffer.alloc(3_000_000, 'phone')
  const id = await t.send(endpoint.url, plainRequest(big))
  const { original } = await open(id)
  const replay = await send(id, { ...requestOf(original), headers: [['X-Only', '1']] })
  expect(app.received.at(-1)?.body.equals(big)).toBe(true)
  expect(replay).toMatchObject({ edited: ['headers'], sent: { bodySize: 3_000_000, bodyStored: 0 } })
})

test.each<[string, Partial<EditedRequest>, string]>([
  ['a line break in a header', { headers: [['X-A', 'a\r\nX-B: b']] }, 'edited.headers.0.1'],
  ['a header without a name', { headers: [['', 'a']] }, 'edited.headers.0.0'],
  ['a method that is no word', { method: 'GET /' }, 'edited.method'],
  ['a URL of another kind', { url: 'file:///etc/passwd' }, 'edited.url'],
])('%s is refused before anything is sent', async (_name, part, path) => {
  const { contract } = await import('#shared/api/contract.ts')
  const edited = { method: 'POST', url: app.url, headers: [], body: null, ...part }
  const parsed = contract.calls['replays.send'].input.safeParse({ id: 'x', edited })
  expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
})

test('a URL that is not on this machine asks once, as any replay does', async () => {
  const id = await arrived()
  const { original } = await open(id)
  const edited = { ...requestOf(original), url: 'https://example.invalid/x' }
  expect(await t.api.calls['replays.send']({ id, approve: false, edited })).toEqual({
    result: 'needs-approval',
    target: 'https://example.invalid/x',
    origin: 'https://example.invalid',
  })
})

test('drafts are listed, survive a restart, and go with their delivery', async () => {
  const other = await startTestEngine()
  const { dataDir } = other
  const { url } = await other.endpoint(null)
  const id = await other.send(url, plainRequest(Buffer.from('{}')))
  const { original } = await other.api.calls['drafts.open']({ deliveryId: id })
  expect(original.url).toBe('')
  await other.api.calls['drafts.save']({ deliveryId: id, draft: { ...original, url: 'half a', body: base64('{"a":') } })
  await other.close()

  const again = await startTestEngine({ dataDir })
  expect((await again.api.calls['drafts.list']({})).drafts).toEqual([
    { deliveryId: id, savedAt: expect.any(Number), method: 'POST', url: 'half a' },
  ])
  expect((await again.api.calls['drafts.open']({ deliveryId: id })).draft).toMatchObject({ body: base64('{"a":') })
  await again.api.calls['deliveries.remove']({ ids: [id] })
  expect((await again.api.calls['drafts.list']({})).drafts).toEqual([])
  await expect(again.api.calls['drafts.save']({ deliveryId: id, draft: original })).rejects.toMatchObject({
    code: 'not-found',
  })
  await again.remove()
})

test('how a signature can be broken hangs on the scheme; without a secret it is said why nothing can', async () => {
  const id = await arrived()
  const { breaks, problem } = await t.api.calls['replays.breaks']({ id })
  expect(problem).toBeNull()
  expect(breaks).toEqual(expect.arrayContaining(['wrong-secret', 'body-changed', 'header-missing', 'encoding']))
  expect(breaks).not.toContain('url-scheme')

  const bare = await t.endpoint('replicer')
  const unsigned = await t.send(bare.url, replicerRequest(body, secret))
  expect(await t.api.calls['replays.breaks']({ id: unsigned })).toEqual({
    breaks: [],
    problem: expect.stringMatching(/has no active secret/),
  })
})

test('a large body is not searched for faults: that is said', async () => {
  const id = await t.send(endpoint.url, plainRequest(Buffer.alloc(1_100_000, '1')))
  const problem = 'Signatures over bodies larger than 1 MiB are not broken on purpose.'
  expect(await t.api.calls['replays.breaks']({ id })).toEqual({ breaks: [], problem })
  await expect(
    t.api.calls['replays.send']({ id, approve: false, sign: 'broken', broken: 'encoding' }),
  ).rejects.toMatchObject({ code: 'conflict', message: problem })
})

test('a replay that is broken on purpose says how, and shows what was sent', async () => {
  const id = await arrived()
  const result = await t.api.calls['replays.send']({ id, approve: false, sign: 'broken', broken: 'header-missing' })
  if (result.result !== 'sent') throw new Error(result.result)
  expect(result.replay).toMatchObject({ broken: 'header-missing', status: 200 })
  expect(result.replay.changes).toContainEqual(
    expect.objectContaining({ name: 'X-Replicer-Signature', change: 'dropped', to: null }),
  )
  expect(app.received.at(-1)?.headers).not.toHaveProperty('x-replicer-signature')
  await expect(t.api.calls['replays.send']({ id, approve: false, sign: 'broken' })).rejects.toMatchObject({
    code: 'bad-input',
  })
  await expect(
    t.api.calls['replays.send']({ id, approve: false, sign: 'broken', broken: 'url-scheme' }),
  ).rejects.toMatchObject({ code: 'conflict' })
})

test('a secret that the scheme sends is masked in what is stored of an edited request', async () => {
  const bearer = await t.endpoint(null, ['live', 'a-long-bearer-token'])
  await t.engine.endpoints.update(bearer.id, { target: app.url, recipe: { scheme: 'bearer', params: {} } })
  const id = await t.send(bearer.url, plainRequest(Buffer.from('{}'), { Authorization: 'Bearer a-long-bearer-token' }))
  const { original } = await open(id)
  const edited = { ...requestOf(original), headers: [...original.headers, ['X-New', '1']] as [string, string][] }
  const replay = await send(id, edited, { sign: 'again' })
  expect(app.received.at(-1)?.headers.authorization).toBe('Bearer a-long-bearer-token')
  expect(JSON.stringify(replay.sent)).not.toContain('a-long-bearer-token')
  expect(JSON.stringify(await t.api.calls['replays.sent']({ id: replay.id }))).not.toContain('a-long-bearer-token')
})
