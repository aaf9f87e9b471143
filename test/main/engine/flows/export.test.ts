import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { exportFormatInfos } from '../../../../src/main/engine/engine.ts'
import { createExportThread } from '../../../../src/main/engine/export/exporter.ts'
import { createExportFlow } from '../../../../src/main/engine/flows/export.ts'
import type { Views } from '../../../../src/main/engine/reading/views.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { silentLog, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { wholeExport } from '../../../support/whole-export.ts'

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

const render = (ids: readonly string[], format: string) => wholeExport(t.engine.exportDeliveries(ids, format))
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

describe.each(exportFormatInfos())('$id holds', ({ id: format, kind }) => {
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
    // Types tell of the body alone.
    expect(all.includes('to be seen')).toBe(kind !== 'types')
    expect(all.includes('page=7')).toBe(kind !== 'types')
  })
})

test('a retired secret is masked too', async () => {
  const { id } = await t.engine.endpoints.secrets.add(endpointId, 'old', 'value-of-the-old-one')
  await t.engine.endpoints.secrets.retire(id, true)
  const file = await render(await delivered([Buffer.from('{}')], { 'X-Plain': 'value-of-the-old-one' }), 'har')
  expect(contentOf(file).toString()).not.toContain('value-of-the-old-one')
})

test('together no larger than the limit', async () => {
  const ids = await delivered([Buffer.from('x'.repeat(600)), Buffer.from('x'.repeat(600))])
  const { deliveries, endpoints, catalog } = t.engine
  const wholeBody = async (id: string) => ({ kind: 'memory', ...(await deliveries.body(id, 0, 1000)) }) as const
  const views = { read: { detail: deliveries.get, wholeBody } } as unknown as Views
  const thread = createExportThread(silentLog)
  onTestFinished(() => thread.close())
  const flow = createExportFlow({ views, endpoints, catalog, thread, generator: 'switchhook test', limit: 1200 })
  await expect(wholeExport(flow(ids, 'har'))).resolves.toMatchObject({ mediaType: expect.stringContaining('json') })
  await expect(wholeExport(flow([...ids, ...(await delivered([Buffer.from('x')]))], 'har'))).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('1,200 bytes'),
  })
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
