import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { openLogWriter } from '../../../../src/main/engine/log/log-writer.ts'
import type { ViewsChange } from '../../../../src/main/engine/projections/projector.ts'
import { openViews, viewsPath } from '../../../../src/main/engine/reading/views.ts'
import { delivery, noon } from '../../../support/fake-log.ts'
import { keptLog } from '../../../support/kept-log.ts'

/** A real log and real threads. */
async function setUp(prepare: (dataDir: string) => void = () => undefined) {
  const dataDir = await mkdtemp(join(tmpdir(), 'switchhook-views-'))
  const paths = logPaths(dataDir)
  mkdirSync(paths.bodies)
  prepare(dataDir)
  const messages = keptLog()
  let notify = (_through: number, _load: number): void => undefined
  const writer = openLogWriter({
    paths,
    onCommit: (through) => notify(through, 0),
    onError: (error) => messages.error(String(error)),
    onDamage: (error) => messages.error(String(error)),
    load: () => 0,
  })
  const views = await openViews({ dataDir, log: messages, onLogDamage: () => messages.error('the log is damaged') })
  notify = views.notify
  onTestFinished(async () => {
    await views.close()
    writer.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const add = (body: string) =>
    new Promise<number>((resolve, reject) => {
      const { id: _, ...head } = delivery({ body }).head
      writer.addDelivery({
        head,
        body: Buffer.from(body),
        done: (error, seq) => (error === null ? resolve(seq) : reject(error as Error)),
      })
    })
  return { dataDir, messages, writer, views, add }
}

test('what is committed is listed, searched and told of a moment later', async () => {
  const { views, writer, messages, add } = await setUp()
  const changes: ViewsChange[] = []
  views.changes.subscribe((change) => changes.push(change))
  const seqs = await Promise.all(Array.from({ length: 50 }, (_, n) => add(`needle number${n}`)))
  writer.addAnswer({ about: seqs[3]!, afterMs: 5, storedAfterMs: 2 })
  writer.flush()
  await views.settled()
  const found = await views.read.page({ query: 'number3', limit: 100 }, noon)
  expect(found.map(({ seq }) => seq)).toEqual(
    [3, ...Array.from({ length: 10 }, (_, n) => 30 + n)].map((n) => seqs[n]).reverse(),
  )
  expect(await views.read.count('status:200', undefined, undefined, noon)).toMatchObject({ count: 1, capped: false })
  expect(await views.status()).toEqual({ state: 'current', behind: 0, progress: 1, problem: null })
  expect((await views.read.detail(found[0]!.id)).seq).toBe(found[0]!.seq)
  expect((await views.read.body(found[0]!.id, 0, 6)).bytes).toEqual(new Uint8Array(Buffer.from('needle')))
  expect(changes.flatMap(({ changed }): unknown => changed)).toEqual(expect.arrayContaining(seqs))
  expect(await views.read.size()).toBeGreaterThan(8192)
  expect(messages.lines).toEqual([])
})

test('a row is there within moments of its commit', async () => {
  const { views, add } = await setUp()
  await add('warm up')
  await views.settled()
  const waits: number[] = []
  for (let n = 0; n < 30; n++) {
    const told = new Promise<void>((resolve) => {
      const end = views.changes.subscribe(() => {
        end()
        resolve()
      })
    })
    await add(`one ${n}`)
    const before = performance.now()
    await told
    waits.push(performance.now() - before)
  }
  // 5 ms on an idle machine.
  expect(waits.sort((a, b) => a - b)[15]).toBeLessThan(50)
})

test('what is removed is soon in no byte of the views, while others are there', async () => {
  const { dataDir, messages, views, writer, add } = await setUp()
  const seqs = await Promise.all(['left', 'unmistakable', 'other'].map(add))
  await views.settled()
  await writer.remove([seqs[1]!])
  await views.settled()
  const bytes = () => ['', '-wal'].map((end) => readFileSync(`${viewsPath(dataDir)}${end}`, 'latin1')).join()
  await expect.poll(bytes).not.toContain('unmistakable')
  expect(bytes()).toContain('left')
  await add('unmistakably other')
  await views.settled()
  expect(await views.read.page({ query: 'other', limit: 5 }, noon)).toHaveLength(2)
  expect(messages.lines).toEqual([])
})

test('endpoints are found by the names that were told, also by a thread that died since', async () => {
  const { views, add } = await setUp()
  await add('x')
  await views.settled()
  views.nameEndpoints([{ id: 'end_1', name: 'Front desk' }])
  expect(await views.read.page({ query: 'endpoint:front*', limit: 5 }, noon)).toHaveLength(1)
  expect(await views.read.page({ query: 'endpoint:back', limit: 5 }, noon)).toHaveLength(0)
})

test('views that are deleted while running, or asked for again, come back', async () => {
  const { views, add, dataDir } = await setUp()
  await Promise.all(Array.from({ length: 30 }, () => add('needle')))
  await views.settled()
  rmSync(viewsPath(dataDir))
  await add('needle')
  await views.settled()
  expect(await views.read.page({ query: 'needle', limit: 100 }, noon)).toHaveLength(31)
  await views.rebuild()
  await views.settled()
  expect(await views.read.page({ query: 'needle', limit: 100 }, noon)).toHaveLength(31)
})

test('views that were deleted while nothing comes in are built again when somebody reads', async () => {
  const { views, add, dataDir } = await setUp()
  await add('needle')
  await views.settled()
  rmSync(viewsPath(dataDir))
  await expect(views.read.page({ query: '', limit: 5 }, noon)).rejects.toMatchObject({ code: 'unavailable' })
  const rows = () =>
    views.read.page({ query: 'needle', limit: 5 }, noon).then(
      ({ length }) => length,
      () => null,
    )
  await expect.poll(rows).toBe(1)
})

test('views that cannot be opened keep nothing from starting, and are built as soon as they can be', async () => {
  const blocked = (dataDir: string) => mkdirSync(join(viewsPath(dataDir), 'in-the-way'), { recursive: true })
  const { views, add, dataDir, messages } = await setUp(blocked)
  await add('needle')
  await expect.poll(async () => (await views.status()).state).toBe('failed')
  await expect(views.read.count('', undefined, undefined, noon)).rejects.toMatchObject({ code: 'unavailable' })
  rmSync(viewsPath(dataDir), { recursive: true })
  const count = () =>
    views.read.count('needle', undefined, undefined, noon).then(
      (found) => found.count,
      () => null,
    )
  await expect.poll(count).toBe(1)
  expect((await views.status()).state).toBe('current')
  expect(messages.lines.map(({ level }) => level)).toEqual(['error'])
})

test('faults arrive with their code', async () => {
  const { views } = await setUp()
  await expect(views.read.page({ query: 'typ:x', limit: 5 }, noon)).rejects.toMatchObject({ code: 'bad-input' })
  await expect(views.read.detail('dlv_none_1')).rejects.toMatchObject({ code: 'not-found' })
})
