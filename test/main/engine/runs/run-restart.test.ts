import { expect, onTestFinished, test } from 'vitest'
import { plainRequest } from '../../../support/provider-requests.ts'
import { outcomesOf, planOf, runOf, startHandler, startRun, until } from '../../../support/replay-runs.ts'
import { post, startTestEngine, type TestEngine, type TestEngineOptions } from '../../../support/start-engine.ts'

async function start(options: TestEngineOptions = {}): Promise<TestEngine> {
  const t = await startTestEngine(options)
  onTestFinished(() => t.remove())
  return t
}

async function handler(...args: Parameters<typeof startHandler>) {
  const app = await startHandler(...args)
  onTestFinished(() => app.close())
  return app
}

async function fill(t: TestEngine, target: string, count: number): Promise<void> {
  const { token } = await t.engine.endpoints.create({ name: 'A', provider: null, target })
  const url = `${t.engine.receiverStatus().url}/in/${token}`
  for (let from = 0; from < count; from += 50)
    await Promise.all(
      Array.from({ length: Math.min(50, count - from) }, (_, at) =>
        post(url, plainRequest(Buffer.from(`{"n":${from + at}}`))),
      ),
    )
  await t.engine.settled()
}

const all = planOf({ kind: 'query', query: '' })

test('stopping the host pauses a run; what got its answer in time counts, and the next host goes on', async () => {
  const app = await handler((_, response, count) => void (count <= 5 ? response.end('{}') : undefined))
  const t = await start()
  await fill(t, app.url, 10)
  const run = await startRun(t.api.calls, all)
  await expect.poll(() => app.seen.length).toBe(6)
  await t.close()
  expect(app.seen).toHaveLength(6)

  const again = await start({ dataDir: t.dataDir })
  await again.engine.settled()
  const { calls } = again.api
  const stopped = await runOf(calls, run)
  expect(stopped).toMatchObject({ state: 'paused', why: 'host-stopped', counts: { ok: 5, unknown: 1, waiting: 4 } })
  expect((await outcomesOf(calls, run, { result: 'unknown' })).outcomes).toMatchObject([{ item: 6, status: null }])

  app.seen.length = 0
  await calls['runs.resume']({ id: run, uncertain: 'skip' })
  expect(await until(calls, run, 'done')).toMatchObject({ counts: { ok: 9, unknown: 1, waiting: 0 } })
  expect(app.seen).toHaveLength(4)
})

test('what may have been sent goes out again where the user wants that', async () => {
  let isBack = false
  const app = await handler((_, response) => void (isBack ? response.end('{}') : undefined))
  const t = await start()
  await fill(t, app.url, 3)
  const run = await startRun(t.api.calls, planOf({ kind: 'query', query: '' }, { concurrency: 2 }))
  await expect.poll(() => app.seen.length).toBe(2)
  await t.close()
  isBack = true

  const again = await start({ dataDir: t.dataDir })
  const { calls } = again.api
  await calls['runs.resume']({ id: run, uncertain: 'send' })
  expect(await until(calls, run, 'done')).toMatchObject({ counts: { ok: 3, unknown: 0 } })
  expect(app.seen).toHaveLength(5)
})

test('1,000 deliveries, eight at once, while others are captured: all sent once, in pages', async () => {
  const app = await handler()
  const t = await start()
  await fill(t, app.url, 1000)
  const { calls } = t.api
  const run = await startRun(calls, planOf({ kind: 'query', query: '' }, { concurrency: 8 }))
  // Those that arrive meanwhile are not of the run.
  const url = `${t.engine.receiverStatus().url}/in/${t.engine.endpoints.list()[0]!.token}`
  for (let count = 0; count < 20; count += 1)
    expect((await post(url, plainRequest(Buffer.from('{"n":"later"}')))).status).toBe(200)
  const done = await until(calls, run, 'done')
  expect(done).toMatchObject({ items: 1000, counts: { ok: 1000 }, state: 'done' })
  expect(new Set(app.seen.map(({ body }) => body)).size).toBe(1000)
  expect(app.seen).toHaveLength(1000)
  expect(app.most()).toBeLessThanOrEqual(8)
  const page = await calls['runs.outcomes']({ id: run, skip: 990, limit: 100 })
  expect(page.outcomes.map(({ item }) => item)).toEqual(Array.from({ length: 10 }, (_, at) => 991 + at))
  expect(t.lines.filter(({ level }) => level === 'error')).toEqual([])
})

test('a run over views that are built again comes to the same figures', async () => {
  const app = await handler((_, response, count) => void response.writeHead(count % 3 ? 200 : 500).end('{}'))
  const t = await start()
  await fill(t, app.url, 9)
  const run = await startRun(t.api.calls, all)
  const before = await until(t.api.calls, run, 'done')
  await t.close()
  const { rmSync } = await import('node:fs')
  for (const end of ['', '-wal', '-shm']) rmSync(`${t.dataDir}/views.db${end}`, { force: true })

  const again = await start({ dataDir: t.dataDir })
  await again.engine.settled()
  const after = await runOf(again.api.calls, run)
  expect(after.counts).toEqual(before.counts)
  expect(after.reasons).toEqual(before.reasons)
})
