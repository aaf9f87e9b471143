import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { StandingExport, StandingExportOrder } from '#shared/model/standing-export.ts'
import { createExportFolders } from '../../../../src/main/engine/export/export-folders.ts'
import { createStandingExports } from '../../../../src/main/engine/flows/standing-exports.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { silentLog, startTestEngine, type TestEngine, type TestEngineOptions } from '../../../support/start-engine.ts'

async function started(options: TestEngineOptions = {}) {
  const t = await startTestEngine(options)
  onTestFinished(() => t.remove())
  return t
}

const order = (part: Partial<StandingExportOrder> = {}): StandingExportOrder => ({
  ...{ name: 'All', query: '', format: 'curl', folder: 'all' },
  ...part,
})
const json = (n: number) => plainRequest(Buffer.from(`{"n":${n}}`))
const shortId = (id: string) => id.replaceAll('_', '').slice(-8)

/** Ids of the deliveries whose files are there, as far as file names hold them. */
const filesIn = (t: TestEngine, folder: string) => {
  const path = join(t.dataDir, 'exports', folder)
  return existsSync(path) ? readdirSync(path).filter((name) => !name.startsWith('.')) : []
}
const eventually = (look: () => unknown) => vi.waitFor(look, { timeout: 30_000, interval: 20 })

async function listed(t: TestEngine): Promise<StandingExport[]> {
  const stop = new AbortController()
  const orders = await t.engine.exports.standing.watch(stop.signal).next()
  stop.abort()
  return orders.value?.orders ?? []
}

test('writes what arrives after it was made and matches, each once', async () => {
  const t = await started()
  const { url } = await t.endpoint(null)
  await t.send(url, json(1))
  const made = await t.engine.exports.standing.add(order({ query: 'header.x-keep:yes' }))
  expect(made).toMatchObject({ state: 'running', folder: join(t.dataDir, 'exports', 'all'), written: 0 })

  const kept = (n: number) => t.send(url, plainRequest(Buffer.from(`{"n":${n}}`), { 'X-Keep': 'yes' }))
  const fitting = [await kept(2)]
  await t.send(url, json(3))
  fitting.push(await kept(4))

  await eventually(async () => expect((await listed(t))[0]).toMatchObject({ written: 2, problem: null }))
  expect(filesIn(t, 'all').toSorted()).toEqual(
    fitting.map((id) => expect.stringMatching(new RegExp(`${shortId(id)}\\.sh$`))),
  )
})

test('waits for what its query may ask about: the answer that was given', async () => {
  const t = await started()
  const { url } = await t.endpoint(null)
  await t.engine.exports.standing.add(order({ query: 'status:200' }))
  await t.send(url, json(1))
  await eventually(() => expect(filesIn(t, 'all')).toHaveLength(1))
})

test('goes on after a restart with what was not written before, and writes nothing twice', async () => {
  const t = await startTestEngine()
  const { url } = await t.endpoint(null)
  await t.engine.exports.standing.add(order())
  const { id } = await t.engine.exports.standing.add(order({ name: 'Paused', folder: 'paused' }))
  await t.send(url, json(1))
  await eventually(() => expect([...filesIn(t, 'all'), ...filesIn(t, 'paused')]).toHaveLength(2))
  await t.engine.exports.standing.pause(id)
  await t.send(url, json(2))
  await eventually(() => expect(filesIn(t, 'all')).toHaveLength(2))
  // The user has taken it away: it was written once, and is not written again.
  rmSync(join(t.dataDir, 'exports', 'all', filesIn(t, 'all')[0]!))
  await t.close()

  const again = await started({ dataDir: t.dataDir })
  await again.send(`${again.engine.receiverStatus().url}/in/${again.engine.endpoints.list()[0]!.token}`, json(3))
  await eventually(() => expect(filesIn(again, 'all')).toHaveLength(2))
  expect(filesIn(again, 'paused')).toHaveLength(1)
  await eventually(async () =>
    expect(await listed(again)).toMatchObject([
      { state: 'running', written: 3 },
      { state: 'paused', written: 1 },
    ]),
  )
  await again.engine.exports.standing.resume(id)
  await eventually(() => expect(filesIn(again, 'paused')).toHaveLength(3))
  const resumed = { state: 'running', written: 3, alreadyThere: 0 }
  await eventually(async () => expect((await listed(again))[1]).toMatchObject(resumed))
})

test('a file of the same name stays as it is, and is counted', async () => {
  const t = await started()
  const { url } = await t.endpoint(null)
  const { id } = await t.engine.exports.standing.add(order())
  await t.send(url, json(1))
  await eventually(() => expect(filesIn(t, 'all')).toHaveLength(1))
  const file = join(t.dataDir, 'exports', 'all', filesIn(t, 'all')[0]!)
  writeFileSync(file, 'mine')
  await t.engine.exports.standing.remove(id)
  expect(await listed(t)).toEqual([])

  const [standing] = direct(t, { mark: 0 })
  await eventually(async () => expect((await standing.orders())[0]).toMatchObject({ written: 0, alreadyThere: 1 }))
  expect(readFileSync(file, 'utf8')).toBe('mine')
})

/** The flow over an engine's parts, with an order that was stored before. */
function direct(t: TestEngine, { mark, retryMs = [] as number[] }: { mark: number; retryMs?: number[] }) {
  const folder = join(t.dataDir, 'exports', 'all')
  const stored = {
    ...order({ folder }),
    ...{ id: 'sxp_1', state: 'running', createdAt: 0, written: 0, alreadyThere: 0, skipped: 0, mark },
    ...{ lastAt: null, lastFile: null, problem: null },
  }
  const writes: unknown[] = []
  let told = 0
  const { engine } = t
  const { deliveries } = engine
  const ids = new Map<number, string>()
  const standing = createStandingExports({
    stored: [stored],
    write: async (changes) => void writes.push(...changes),
    ports: { ...engine.ports, log: silentLog },
    views: {
      changes: engine.statusChanged,
      read: {
        matching: async (_query: string, _zone: unknown, seqs: readonly number[]) => deliveries.rows(seqs),
        async page(request: Parameters<typeof deliveries.page>[0]) {
          const rows = await deliveries.page(request)
          for (const row of rows) ids.set(row.seq, row.id)
          return rows
        },
        through: () => engine.through(),
        wholeBody: (id: string) => deliveries.body(id, 0, 1),
      },
    } as unknown as Parameters<typeof createStandingExports>[0]['views'],
    render: engine.exports.render,
    folders: createExportFolders({
      ...{ dataDir: t.dataDir, roots: [], chosen: [], ask: undefined },
      store: async () => undefined,
    }),
    through: engine.through,
    idOf: (seq) => ids.get(seq)!,
    onChange: () => {
      told += 1
    },
    retryMs,
  })
  onTestFinished(() => standing.close())
  const orders = async () => (await standing.watch(new AbortController().signal).next()).value?.orders ?? []
  return [{ ...standing, orders, told: () => told, writes }] as const
}

test('tries again after a failure, tells it, stops when it fails too often, and can be resumed', async () => {
  const t = await started()
  const { url } = await t.endpoint(null)
  await t.send(url, json(1))
  await t.engine.settled()
  // A file in the place of its folder.
  mkdirSync(join(t.dataDir, 'exports'))
  const place = join(t.dataDir, 'exports', 'all')
  writeFileSync(place, '')

  const [standing] = direct(t, { mark: 0, retryMs: [1, 1] })
  await eventually(async () => expect((await standing.orders())[0]?.state).toBe('stopped'))
  expect(standing.warnings()).toEqual([expect.stringMatching(/^The standing export "All" has stopped: .*all/)])
  expect(standing.told()).toBe(3)

  rmSync(place)
  await standing.resume('sxp_1')
  await eventually(async () => expect((await standing.orders())[0]).toMatchObject({ state: 'running', written: 1 }))
  expect(standing.warnings()).toEqual([])
  expect(filesIn(t, 'all')).toHaveLength(1)
})

test('passes over a delivery that cannot be rendered, and says so', async () => {
  const t = await started()
  const { url } = await t.endpoint(null)
  await t.send(url, plainRequest(Buffer.alloc(2_000_000, 'large ')))
  await t.send(url, json(2))
  await t.engine.settled()
  rmSync(join(t.dataDir, 'bodies'), { recursive: true })

  const [standing] = direct(t, { mark: 0 })
  await eventually(async () => expect((await standing.orders())[0]).toMatchObject({ skipped: 1, written: 1 }))
  expect((await standing.orders())[0]?.problem).toMatch(/was passed over: .*body/)
})

test.each([
  [{ query: 'status:abc' }, 'bad-input'],
  [{ folder: '/etc/cron.d' }, 'bad-input'],
  [{ folder: '../../x' }, 'bad-input'],
  [{ format: 'word' }, 'not-found'],
])('%j is refused', async (part, code) => {
  const t = await shared()
  await expect(t.engine.exports.standing.add(order(part))).rejects.toMatchObject({ code })
  expect(await listed(t)).toEqual([])
})

let one: Promise<TestEngine> | undefined
const shared = () => {
  one ??= startTestEngine()
  return one
}
test('what is not there', async () => {
  const t = await shared()
  for (const change of ['pause', 'resume', 'remove'] as const)
    await expect(t.engine.exports.standing[change]('sxp_9')).rejects.toMatchObject({ code: 'not-found' })
  await t.remove()
})
