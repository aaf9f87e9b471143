import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { RunStatus } from '#shared/model/run.ts'
import { startBuiltHost } from '../support/built-host.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { type HostApi, untilCurrent } from '../support/host-api.ts'
import { startHandler } from '../support/replay-runs.ts'

/** A host that is killed in the middle of a run: nothing is sent twice without being said. */

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const total = 200

async function runOf(api: HostApi): Promise<RunStatus> {
  const { runs } = await api.call('runs.list', {})
  return runs[0]!
}

test('kill -9 during a run: each delivery was sent at most once, what is uncertain is named, and the rest follows', async () => {
  const folder = temporaryFolder()
  endings.push(folder.remove)
  const app = await startHandler((_, response) => void setTimeout(() => response.end('{}'), 4))
  endings.push(app.close)
  const options = {
    data: join(folder.path, 'data'),
    config: { tunnel: 'none', endpoints: [{ name: 'Any', provider: null, target: app.url }] },
  }
  let host = await startBuiltHost(options)
  endings.push(() => host.kill())
  for (let from = 0; from < total; from += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, at) => fetch(host.url('Any'), { method: 'POST', body: `{"n":${from + at}}` })),
    )
  let api = await host.api()
  await untilCurrent(api, total)
  const plan = { deliveries: { kind: 'query' as const, query: '' }, settings: { concurrency: 4 } }
  expect(await api.call('runs.start', { plan })).toMatchObject({ result: 'started' })
  await expect.poll(() => app.seen.length).toBeGreaterThan(total / 4)
  await host.kill()
  api.close()
  await expect.poll(app.under).toBe(0)
  const sentBefore = app.seen.map(({ body }) => body)
  expect(sentBefore.length).toBeLessThan(total)
  expect(new Set(sentBefore).size).toBe(sentBefore.length)

  host = await startBuiltHost(options)
  api = await host.api()
  await untilCurrent(api, total)
  const stopped = await runOf(api)
  expect(stopped).toMatchObject({ state: 'paused', why: 'host-stopped' })
  const { ok, unknown, waiting } = stopped.counts
  expect(ok + unknown + waiting).toBe(total)
  // Whatever the app has seen is counted as sent, or as perhaps sent.
  expect(ok).toBeLessThanOrEqual(sentBefore.length)
  expect(ok + unknown).toBeGreaterThanOrEqual(sentBefore.length)
  expect(unknown).toBeLessThanOrEqual(4 + 16)

  const id = stopped.id
  await api.call('runs.resume', { id })
  await expect.poll(async () => (await runOf(api)).state).toBe('done')
  expect((await runOf(api)).counts).toMatchObject({ ok: ok + waiting, unknown, waiting: 0 })
  const sent = app.seen.map(({ body }) => body)
  expect(new Set(sent).size).toBe(sent.length)
  api.close()
  await host.stop()
})
