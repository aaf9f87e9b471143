import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { exportFormatInfos } from '../../../../src/main/engine/engine.ts'
import { createExportThread } from '../../../../src/main/engine/export/exporter.ts'
import { createExportFlow } from '../../../../src/main/engine/flows/export.ts'
import type { Views } from '../../../../src/main/engine/reading/views.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { silentLog, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { exportedFiles, wholeExport } from '../../../support/whole-export.ts'

let t: TestEngine
let url: string
let token: string
let endpointId: string
beforeAll(async () => {
  t = await startTestEngine()
  const target = 'http://localhost:3000/hooks'
  const endpoint = await t.engine.endpoints.create({ name: 'Front desk', provider: null, target })
  await t.engine.endpoints.secrets.add(endpoint.id, 'live', 'a secret of the endpoint')
  token = endpoint.token
  endpointId = endpoint.id
  url = `${t.engine.receiverStatus().url}/in/${endpoint.token}`
})
afterAll(() => t.remove())

/** Sends bodies and returns the ids of the deliveries, in the order sent. */
async function delivered(
  bodies: readonly Buffer[],
  headers: Record<string, string> = {},
  path = '',
): Promise<string[]> {
  const ids: string[] = []
  for (const body of bodies) ids.push(await t.send(`${url}${path}`, plainRequest(body, headers)))
  return ids
}

const render = (ids: readonly string[], format: string) =>
  wholeExport(t.engine.exports.render({ what: { ids: [...ids] }, format }))
const contentOf = ({ bytes }: { bytes: Buffer }) => bytes

test.each(exportFormatInfos())('$id: one delivery, under the extension that it says', async ({ id, extension }) => {
  const ids = await delivered([Buffer.from('{"n":12345678901234567890}')])
  const file = await render(ids, id)
  expect(contentOf(file).length).toBeGreaterThan(0)
  expect(file.name).toMatch(new RegExp(`\\.(${extension.replace(/^\./, '')}|zip)$`))
})

test('bytes that are no text come back exactly', async () => {
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256))
  const file = await render(await delivered([bytes], { 'Content-Type': 'application/octet-stream' }), 'fixture')
  const files = Object.values(unzipSync(contentOf(file)))
  expect(
    files.some(
      (content) => Buffer.from(content).includes(bytes) || Buffer.from(content).includes(bytes.toString('base64')),
    ),
  ).toBe(true)
})

test('several become one zip, each delivery in a file of its own, in the same bytes each time', async () => {
  const ids = await delivered(['{"a":1}', '{"a":2}', '{"a":3}'].map((text) => Buffer.from(text)))
  const file = await render(ids, 'fixture')
  expect(file).toMatchObject({ mediaType: 'application/zip', name: expect.stringMatching(/\.zip$/) })
  const files = Object.entries(unzipSync(contentOf(file)))
  for (const text of ['{"a":1}', '{"a":2}', '{"a":3}']) {
    expect(files.filter(([, content]) => Buffer.from(content).toString() === text)).toHaveLength(1)
  }
  expect(new Set(files.map(([name]) => name)).size).toBe(files.length)
  expect(await render(ids, 'fixture')).toEqual(file)
})

describe.each(exportFormatInfos().map(({ id }) => id))('%s holds', (format) => {
  test('no token of an endpoint, no credential, no secret in any spelling', async () => {
    const value = 'a secret of the endpoint'
    const headers = {
      Authorization: 'Bearer of-the-sender',
      'X-Plain': `says ${value}`,
      'X-Encoded': Buffer.from(value).toString('base64'),
      'X-Kept': 'to be seen',
    }
    const ids = await delivered([Buffer.from('{}')], headers, `?key=${encodeURIComponent(value)}&page=7`)
    const file = await render(ids, format)
    const texts = file.mediaType === 'application/zip' ? Object.values(unzipSync(contentOf(file))) : [contentOf(file)]
    const all = texts.map((bytes) => Buffer.from(bytes).toString()).join('\n')
    for (const hidden of [
      token,
      value,
      encodeURIComponent(value),
      Buffer.from(value).toString('base64'),
      'of-the-sender',
    ]) {
      expect(all).not.toContain(hidden)
    }
    expect(all).toContain('to be seen')
    expect(all).toContain('page=7')
  })
})

test('a retired secret is masked too', async () => {
  const { id } = await t.engine.endpoints.secrets.add(endpointId, 'old', 'value-of-the-old-one')
  await t.engine.endpoints.secrets.retire(id, true)
  const file = await render(await delivered([Buffer.from('{}')], { 'X-Plain': 'value-of-the-old-one' }), 'har')
  expect(contentOf(file).toString()).not.toContain('value-of-the-old-one')
})

/** The flow of the engine with a limit of its own. */
function limited(limit: number) {
  const { deliveries, endpoints, catalog } = t.engine
  const wholeBody = async (id: string) => ({ kind: 'memory', ...(await deliveries.body(id, 0, 1000)) }) as const
  const views = { read: { detail: deliveries.get, wholeBody } } as unknown as Views
  const thread = createExportThread(silentLog)
  onTestFinished(() => thread.close())
  const known = new Map<string, number>()
  const seqOf = (id: string) => {
    known.set(id, known.get(id) ?? known.size + 1)
    return known.get(id)!
  }
  const idOf = (seq: number) => [...known].find(([, each]) => each === seq)![0]
  const clock = { now: Date.now, elapsed: () => performance.now() }
  return createExportFlow({
    ...{ views, endpoints, catalog, thread, clock, seqOf, idOf, limit },
    generator: 'switchhook test',
  })
}

test('what is held at once is no larger than the limit; what is written one by one has none', async () => {
  const ids = await delivered([Buffer.from('x'.repeat(600)), Buffer.from('x'.repeat(600))])
  const details = await Promise.all(ids.map((id) => t.engine.deliveries.get(id)))
  const heads = details.flatMap(({ request }) => request.headers).reduce((sum, pair) => sum + pair.join('').length, 0)
  const har = (limit: number) => wholeExport(limited(limit)({ what: { ids }, format: 'har' }))

  await expect(har(1200 + heads)).resolves.toMatchObject({ mediaType: expect.stringContaining('json') })
  await expect(har(1199 + heads)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining(`more than ${(1199 + heads).toLocaleString('en')} bytes`),
  })
  const fixtures = await wholeExport(limited(100)({ what: { ids }, format: 'fixture' }))
  expect(fixtures).toMatchObject({ name: 'switchhook-2-deliveries.zip' })
})

test('a format or a delivery that does not exist', async () => {
  const ids = await delivered([Buffer.from('{}')])
  await expect(render(ids, 'word')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('"word"'),
  })
  await expect(render(['dlv_nobody'], 'har')).rejects.toMatchObject({ code: 'not-found' })
})

test('the token that Aircall puts into its bodies is masked, whether it is known or not', async () => {
  const token = 'ac7b1d2e9f30'
  const body = { resource: 'call', event: 'call.ended', timestamp: 1, token, data: { id: 1, note: 'to be seen' } }
  const file = await render(await delivered([Buffer.from(JSON.stringify(body))]), 'har')

  const { request } = JSON.parse(contentOf(file).toString()).log.entries[0]
  expect(JSON.parse(request.postData.text)).toEqual({ ...body, token: '(masked)' })
  expect(request._masked).toContain('/token in the body')
})

describe('many', () => {
  test('all that a query finds, oldest first, in one zip or file by file', async () => {
    const ids = await delivered(
      ['3', '1', '2'].map((n) => Buffer.from(n)),
      { 'X-Batch': 'ordered' },
    )
    const order = { what: { query: 'header.x-batch:ordered' }, format: 'curl' }

    const files = await exportedFiles(t.engine.exports.render({ ...order, separate: true }))
    const zip = await wholeExport(t.engine.exports.render(order))

    const names = ids.map((id) => expect.stringContaining(id.replaceAll('_', '').slice(-8)))
    expect(files.map(({ name }) => name)).toEqual(names)
    expect(zip.name).toBe('switchhook-3-deliveries.zip')
    const inside = Object.entries(unzipSync(zip.bytes)).map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes) }))
    expect(inside).toEqual(files.map(({ name, bytes }) => ({ name, bytes })))
  })

  test('the attempts of an event, and nothing else', async () => {
    const retell = await t.endpoint('retell')
    const body = Buffer.from('{"event":"call_ended","call":{"call_id":"call_of_the_test"}}')
    const attempts = [await t.send(retell.url, plainRequest(body)), await t.send(retell.url, plainRequest(body))]
    await t.send(retell.url, plainRequest(Buffer.from('{"event":"call_ended","call":{"call_id":"another"}}')))
    await t.engine.settled()

    const what = { attemptsOf: attempts[1]! }
    const files = await exportedFiles(t.engine.exports.render({ what, format: 'curl', separate: true }))

    expect(files.map(({ name }) => name)).toEqual(
      attempts.map((id) => expect.stringContaining(id.replaceAll('_', '').slice(-8))),
    )
  })

  test('progress is told, up to all of them', async () => {
    const ids = await delivered(Array.from({ length: 40 }, (_, n) => Buffer.from(String(n))))
    const told: unknown[] = []
    for await (const item of t.engine.exports.render({ what: { ids }, format: 'har' }))
      if ('progress' in item) told.push(item.progress)

    expect(told).toEqual([
      { done: 32, total: 40 },
      { done: 40, total: 40 },
    ])
  })

  test('it ends in the middle when it is cancelled', async () => {
    const ids = await delivered(Array.from({ length: 40 }, (_, n) => Buffer.from(String(n))))
    const stop = new AbortController()
    const pieces = t.engine.exports.render({ what: { ids }, format: 'har' }, stop.signal)
    await pieces.next()
    stop.abort()

    await expect(pieces.next()).rejects.toMatchObject({ code: 'cancelled' })
    // Nothing holds up the next one.
    await expect(render(ids.slice(0, 2), 'har')).resolves.toMatchObject({ mediaType: 'application/json' })
  })

  test('a search that finds nothing, and one with a mistake', async () => {
    const all = (query: string) => wholeExport(t.engine.exports.render({ what: { query }, format: 'har' }))
    await expect(all('header.x-batch:nobody')).rejects.toMatchObject({ code: 'not-found' })
    await expect(all('status:abc')).rejects.toMatchObject({ code: 'bad-input' })
  })
})
