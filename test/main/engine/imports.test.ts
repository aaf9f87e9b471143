import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ImportPreview, ImportProgress, ImportResult, ImportTarget } from '#shared/model/import.ts'
import { plainRequest } from '../../support/provider-requests.ts'
import { startApp, startTestEngine, type TestEngine, type TestEngineOptions } from '../../support/start-engine.ts'
import { wholeExport } from '../../support/whole-export.ts'

/** One for all: to start an engine takes longer than most of what is tested. Each test has endpoints of its own. */
let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

async function start(options: TestEngineOptions = {}): Promise<TestEngine> {
  const other = await startTestEngine(options)
  onTestFinished(() => other.remove())
  return other
}

type Files = Readonly<Record<string, string | Uint8Array>>

function handIn({ api }: TestEngine, files: Files): string {
  const { id } = api.calls['imports.open']({}) as { id: string }
  const pieces = Object.entries(files).map(([name, content]) => ({
    ...{ name, more: false },
    base64: Buffer.from(content as Uint8Array).toString('base64'),
  }))
  void api.calls['imports.put']({ id, files: pieces })
  return id
}

const never = new AbortController().signal

async function lastOf<T>(items: AsyncIterable<T>): Promise<T> {
  let last: T | undefined
  for await (const item of items) last = item
  return last!
}

async function preview(t: TestEngine, files: Files, to: ImportTarget): Promise<ImportPreview> {
  const item = await lastOf(t.api.streams['imports.preview']({ id: handIn(t, files), to }, never))
  return (item as { preview: ImportPreview }).preview
}

async function run(t: TestEngine, files: Files, to: ImportTarget, skipInvalid = false): Promise<ImportResult> {
  const item = await lastOf(t.api.streams['imports.run']({ id: handIn(t, files), to, skipInvalid }, never))
  return (item as { result: ImportResult }).result
}

const har = (...entries: object[]) => JSON.stringify({ log: { entries } })
const entry = (text: string, at?: string, headers: object[] = []) => ({
  startedDateTime: at,
  request: {
    method: 'POST',
    url: 'https://a.example/hooks/x?y=1',
    headers,
    postData: { mimeType: 'application/json', text },
  },
})
const count = async (t: TestEngine, query: string) => {
  await t.engine.settled()
  return (await t.engine.deliveries.count({ query })).count
}
const rows = (t: TestEngine, query: string) => t.engine.deliveries.page({ query, limit: 500 })

test('an export that is imported elsewhere gives the same delivery, verified as when it arrived, and says where it is from', async () => {
  const from = await t.endpoint('replicer', ['live', 'whsec_imports'])
  await t.api.calls['samples.send']({ endpointId: from.id, event: 'call.ended' })
  const sent = await t.newest()
  expect(sent.verdict.state).toBe('verified')
  const { bytes } = await wholeExport(
    t.api.streams['exports.render']({ what: { ids: [sent.id] }, format: 'fixture', separate: false }, never),
  )

  // The same log knows it already.
  const again = await preview(t, { 'fixture.zip': bytes }, { endpointId: from.id })
  expect(again).toMatchObject({
    deliveries: 1,
    duplicates: 1,
    formats: [{ format: 'fixture', files: 1 }],
    problems: [],
  })

  const other = await start()
  const to = await other.endpoint('replicer', ['live', 'whsec_imports'])
  expect(await preview(other, { 'fixture.zip': bytes }, { endpointId: to.id })).toMatchObject({
    ...{ deliveries: 1, duplicates: 0, changed: 0, untimed: 0, oldest: sent.receivedAt },
    providers: [{ provider: 'replicer', count: 1 }],
    verifications: [{ state: 'verified', count: 1 }],
  })
  expect(await count(other, '')).toBe(0)
  const result = await run(other, { 'fixture.zip': bytes }, { endpointId: to.id })
  expect(result).toMatchObject({ imported: 1, duplicates: 0, refused: 0, endpointName: 'replicer' })
  const got = await other.newest()
  expect(got).toMatchObject({
    ...{ receivedAt: sent.receivedAt, eventType: 'call.ended', answer: null, answerGiven: null, imported: true },
    verdict: { state: 'verified' },
    importedFrom: {
      id: result.id,
      from: 'Test fixture',
      timeKnown: true,
      file: expect.stringMatching(/^fixture\.zip\/.*\.json$/),
    },
  })
  expect(got.request.headers).toEqual(sent.request.headers)
  expect(got.request.target).toBe(`/in/${to.token}`)
  expect(await other.engine.deliveries.body(got.id, 0, 10_000)).toEqual(
    await t.engine.deliveries.body(sent.id, 0, 10_000),
  )

  // A second time it is known.
  expect(await run(other, { 'fixture.zip': bytes }, { endpointId: to.id })).toMatchObject({
    imported: 0,
    duplicates: 1,
  })
})

test('imported deliveries are never answered or forwarded, and no arrival; they are found by imported:yes', async () => {
  const app = await startApp()
  onTestFinished(() => app.close())
  const { id } = await t.endpoint(null)
  await t.api.calls['forwards.set']({ endpointId: id, mode: 'forward', target: app.url } as never)
  const stop = new AbortController()
  const arrived: string[] = []
  const following = (async () => {
    for await (const row of t.engine.arrivals(0, stop.signal)) if (row.endpointId === id) arrived.push(row.id)
  })()
  await run(
    t,
    { 'a.har': har(entry('{"a":1}', '2026-05-04T09:12:31Z'), entry('{"a":2}', '2026-05-04T09:12:30Z')) },
    { endpointId: id },
  )
  expect(await count(t, `imported:yes endpoint:${id}`)).toBe(2)
  expect(await count(t, `imported:no endpoint:${id}`)).toBe(0)
  expect(await count(t, `status:none endpoint:${id}`)).toBe(2)
  // In the order in which they arrived.
  const [newer, older] = await rows(t, `endpoint:${id}`)
  expect(newer!.receivedAt - older!.receivedAt).toBe(1000)
  expect(app.received).toEqual([])
  stop.abort()
  await following
  expect(arrived).toEqual([])
})

test('one file that cannot be imported stops the import, unless it is skipped', async () => {
  const files = { 'a/good.har': har(entry('{}')), 'a/bad.har': har(entry('{}')).slice(0, -5), 'a/list.csv': 'x,y\n' }
  const to = { newEndpoint: 'All or none' }
  const before = t.engine.endpoints.list()
  const found = await preview(t, files, to)
  expect(found).toMatchObject({ deliveries: 1, refused: 2 })
  expect(found.problems.map(({ file, line, reason }) => [file, line, reason])).toEqual([
    ['a/bad.har', 1, 'truncated'],
    ['a/list.csv', null, 'unknown-format'],
  ])
  await expect(run(t, files, to)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('a/bad.har, line 1'),
  })
  expect(t.engine.endpoints.list()).toEqual(before)
  expect(await run(t, files, to, true)).toMatchObject({ imported: 1, refused: 2, endpointName: 'All or none' })
  expect(await count(t, 'endpoint:"All or none"')).toBe(1)
})

test('an import is taken back as a whole, and the deletion can be taken back as any other', async () => {
  const { id, url } = await t.endpoint(null)
  const files = {
    'a.har': har(entry('{"taken":"back"}', '2026-05-04T09:12:31Z')),
    'b.sh': `curl http://a/ -d '{"b":1}'`,
  }
  await t.send(url, plainRequest(Buffer.from('{}')))
  const result = await run(t, files, { endpointId: id })
  expect(await count(t, `endpoint:${id}`)).toBe(3)
  const { removal, deliveries } = await t.api.calls['imports.undo']({ id: result.id })
  expect(deliveries).toBe(2)
  await expect.poll(() => count(t, `endpoint:${id}`)).toBe(1)
  await expect(Promise.resolve(t.api.calls['imports.undo']({ id: result.id }))).rejects.toMatchObject({
    code: 'not-found',
  })
  // What was taken back can be imported again.
  expect(await preview(t, files, { endpointId: id })).toMatchObject({ duplicates: 0 })
  await t.api.calls['removals.undo']({ id: removal })
  await expect.poll(() => count(t, `imported:yes endpoint:${id}`)).toBe(2)
})

test('a body of more than 1 MiB is stored in a file, and judged later', async () => {
  const text = JSON.stringify({ event: 'call.ended', padding: 'x'.repeat(1_500_000) })
  await run(t, { 'big.har': har(entry(text)) }, { newEndpoint: 'Large' })
  expect(readdirSync(join(t.dataDir, 'bodies'))).toHaveLength(1)
  const { id } = await t.newest()
  const judged = await t.eventually(id, ({ verdict }) => verdict.state !== 'checking')
  expect(judged).toMatchObject({ size: text.length, importedFrom: { timeKnown: false } })
})

test('cancelled in the middle, an import leaves nothing behind', async () => {
  const entries = Array.from({ length: 1500 }, (_, at) => entry(`{"a":${at}}`))
  const id = handIn(t, { 'many.har': har(...entries) })
  const stop = new AbortController()
  let most = 0
  const order = { id, to: { newEndpoint: 'Cancelled' }, skipInvalid: false }
  const before = t.engine.endpoints.list()
  await expect(
    (async () => {
      for await (const item of t.api.streams['imports.run'](order, stop.signal)) {
        const { progress } = item as { progress: ImportProgress }
        most = Math.max(most, progress.done / progress.total)
        if (progress.done > progress.total / 2) stop.abort()
      }
    })(),
  ).rejects.toMatchObject({ code: 'cancelled' })
  expect(most).toBeLessThan(1)
  await expect.poll(() => t.engine.endpoints.list()).toEqual(before)
  // Handed in once, it can be imported still.
  expect(await lastOf(t.api.streams['imports.run'](order, never))).toMatchObject({ result: { imported: 1500 } })
  expect(existsSync(join(t.dataDir, 'imports', id))).toBe(false)
})

test('what a killed host has imported in part is gone after its next start', async () => {
  const first = await start()
  const { id } = await first.endpoint(null)
  // As an import stores them: in the log, and in no list yet.
  const files = { 'a.har': har(entry('{"a":1}'), entry('{"a":2}')) }
  const upload = handIn(first, files)
  const steps = first.api.streams['imports.run']({ id: upload, to: { endpointId: id }, skipInvalid: false }, never)[
    Symbol.asyncIterator
  ]()
  let step = await steps.next()
  while (!step.done && 'progress' in step.value && step.value.progress.done < step.value.progress.total)
    step = await steps.next()
  expect(await count(first, '')).toBe(0)
  await first.close()
  const next = await start({ dataDir: first.dataDir })
  await expect.poll(() => next.lines.some(({ message }) => message.includes('removed now'))).toBe(true)
  expect(await count(next, '')).toBe(0)
})

test('pieces of a large file are put together; what is missing is said', async () => {
  const text = Buffer.from(har(entry('{}')))
  const { id } = t.api.calls['imports.open']({}) as { id: string }
  const put = (name: string, bytes: Uint8Array, more: boolean) =>
    t.api.calls['imports.put']({ id, files: [{ name, more, base64: Buffer.from(bytes).toString('base64') }] })
  void put('a.har', text.subarray(0, 20), true)
  expect(() => put('b.har', text, false)).toThrow(/The rest of “a.har”/)
  const to = { newEndpoint: 'x' }
  await expect(lastOf(t.api.streams['imports.preview']({ id, to }, never))).rejects.toThrow(
    /was not handed in as a whole/,
  )
  void put('a.har', text.subarray(20), false)
  expect(await lastOf(t.api.streams['imports.preview']({ id, to }, never))).toMatchObject({
    preview: { deliveries: 1 },
  })
  void t.api.calls['imports.drop']({ id })
  await expect(lastOf(t.api.streams['imports.preview']({ id, to }, never))).rejects.toMatchObject({ code: 'not-found' })
})
