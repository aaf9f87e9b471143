import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Removal, RemovalPreview } from '#shared/model/removal.ts'
import { createRemovals } from '../../../../src/main/engine/flows/removals.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { openLogReader } from '../../../../src/main/engine/log/log-reader.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

/** Deleting so that it can be taken back: out of every list at once, out of the log for good later. */

const never = new AbortController().signal

async function start(dataDir?: string): Promise<TestEngine> {
  const t = await startTestEngine(dataDir === undefined ? {} : { dataDir })
  onTestFinished(() => t.remove())
  return t
}

async function filled(count = 4) {
  const t = await start()
  const { id, url } = await t.endpoint(null)
  const ids: string[] = []
  for (let n = 0; n < count; n += 1)
    ids.push(await t.send(url, plainRequest(Buffer.from(JSON.stringify({ n, kind: n % 2 === 0 ? 'even' : 'odd' })))))
  return { t, ids, endpointId: id, url }
}

const listed = async (t: TestEngine, query = '') => {
  await t.engine.settled()
  return (await t.engine.deliveries.page({ query, limit: 100 })).map(({ id }) => id)
}
const counted = async (t: TestEngine, query = '') => (await t.engine.deliveries.count({ query })).count
const inLog = (dataDir: string) => {
  const log = openLogReader(logPaths(dataDir))
  try {
    return log.after(0, 10_000).filter(({ kind }) => kind === 'delivery').length
  } finally {
    log.close()
  }
}
async function previewed(t: TestEngine, query: string, pinned = false): Promise<RemovalPreview> {
  let last: RemovalPreview | null = null
  for await (const item of t.api.streams['removals.preview']({ query, pinned }, never)) last = item
  if (last === null) throw new Error('no preview')
  return last
}
/** What `removals.watch` tells, until it `fits`. */
async function watched(t: TestEngine, fits: (removals: readonly Removal[]) => boolean): Promise<readonly Removal[]> {
  const stop = new AbortController()
  for await (const { removals } of t.api.streams['removals.watch']({}, stop.signal)) {
    if (!fits(removals)) continue
    stop.abort()
    return removals
  }
  throw new Error('it never was')
}
const waits = (removals: readonly Removal[]) => removals.some(({ state }) => state === 'waiting')

test('what a search finds is told first, then hidden from lists, counts, search and details, and comes back', async () => {
  const { t, ids, endpointId } = await filled()
  const preview = await previewed(t, 'body./kind:even')
  const times = await Promise.all([ids[0]!, ids[2]!].map(async (id) => (await t.engine.deliveries.get(id)).receivedAt))
  expect(preview).toMatchObject({ count: 2, pinned: 0, oldest: times[0], newest: times[1], done: true })
  expect(preview.bytes).toBe(2 * '{"n":0,"kind":"even"}'.length)
  expect(await listed(t)).toHaveLength(4)

  const { id } = await t.api.calls['removals.start']({
    query: 'body./kind:even',
    through: preview.through,
    pinned: false,
  })
  expect(await watched(t, waits)).toMatchObject([{ id, state: 'waiting', total: 2, done: 2 }])
  expect(await listed(t)).toEqual([ids[3], ids[1]])
  expect(await listed(t, 'kind')).toEqual([ids[3], ids[1]])
  expect(await listed(t, 'body./kind:even')).toEqual([])
  expect([await counted(t), await counted(t, 'kind'), await counted(t, `endpoint:${endpointId}`)]).toEqual([2, 2, 2])
  expect((await t.engine.hostStatus()).deliveries).toBe(2)
  expect((await t.engine.endpointStatuses())[0]).toMatchObject({ deliveries: 2 })
  await expect(t.engine.deliveries.get(ids[0]!)).rejects.toMatchObject({ code: 'not-found' })
  expect(inLog(t.dataDir)).toBe(4)

  await t.api.calls['removals.undo']({ id })
  expect(await listed(t)).toEqual(ids.toReversed())
  expect([await counted(t), await counted(t, 'kind'), await counted(t, `endpoint:${endpointId}`)]).toEqual([4, 4, 4])
  expect((await t.engine.deliveries.get(ids[0]!)).id).toBe(ids[0])
  await expect(t.api.calls['removals.undo']({ id })).rejects.toMatchObject({ code: 'not-found' })
})

test('pinned deliveries stay unless they are asked for, and what arrives after the preview stays', async () => {
  const { t, ids, url } = await filled()
  await t.engine.annotate(ids[1]!, { pinned: true })
  await t.engine.settled()
  const preview = await previewed(t, '')
  expect(preview).toMatchObject({ count: 3, pinned: 1 })
  expect(await previewed(t, '', true)).toMatchObject({ count: 4, pinned: 1 })
  const later = await t.send(url, plainRequest(Buffer.from('{}')))
  await t.api.calls['removals.start']({ query: '', through: preview.through, pinned: false })
  await watched(t, waits)
  expect(await listed(t)).toEqual([later, ids[1]])
})

test('once final, head and bytes are gone, with body files', async () => {
  const { t, url } = await filled(2)
  await t.send(url, plainRequest(Buffer.alloc(1_500_000, 'x')))
  expect(readdirSync(join(t.dataDir, 'bodies'))).toHaveLength(1)
  const { through } = await previewed(t, '')
  const { id } = await t.api.calls['removals.start']({ query: '', through, pinned: false })
  await t.api.calls['removals.finish']({ id })
  expect(await watched(t, (removals) => removals.length === 0)).toEqual([])
  expect(inLog(t.dataDir)).toBe(0)
  expect(readdirSync(join(t.dataDir, 'bodies'))).toEqual([])
  await expect(t.api.calls['removals.finish']({ id })).rejects.toMatchObject({ code: 'not-found' })
})

test('a stop of the host makes final what waits', async () => {
  const { t, ids } = await filled()
  await t.api.calls['removals.startChosen']({ ids: [ids[0]!, ids[3]!, 'dlv_none_1'] })
  await watched(t, waits)
  expect(await listed(t)).toEqual([ids[2], ids[1]])
  await t.close()
  expect(inLog(t.dataDir)).toBe(2)
})

test('what a killed run has hidden, the next one removes', async () => {
  const { t, ids } = await filled()
  const seqs = await Promise.all(ids.slice(0, 2).map(async (id) => (await t.engine.deliveries.get(id)).seq))
  // As a run that never came to its end: the log says that they are hidden, and nobody knows why.
  await t.close()
  const { openLogWriter } = await import('../../../../src/main/engine/log/log-writer.ts')
  const silent = () => undefined
  const writer = openLogWriter({
    ...{ paths: logPaths(t.dataDir), onCommit: silent, onError: silent, onDamage: silent, load: () => 0 },
  })
  await writer.setHidden(seqs, true)
  writer.close()
  const again = await start(t.dataDir)
  await expect.poll(() => inLog(t.dataDir)).toBe(2)
  expect(await listed(again)).toEqual([ids[3], ids[2]])
})

test('taken back while it is still being hidden, nothing is lost; steps that fail are told and can be taken back', async () => {
  const calls: [readonly number[], boolean][] = []
  let failing = false
  const first = Promise.withResolvers<void>()
  const found = Array.from({ length: 2500 }, (_, n) => 2500 - n)
  const removals = createRemovals({
    ports: {
      clock: { now: () => 1000, elapsed: () => 0 },
      newId: () => 'rmv_1',
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    },
    views: { settled: async () => undefined, read: {} as never },
    capture: {
      async setHidden(seqs: readonly number[], hidden: boolean) {
        if (failing) throw new Error('the disk is full')
        calls.push([seqs, hidden])
        if (calls.length === 1) await first.promise
      },
      remove: async (seqs: readonly number[]) => seqs,
    } as never,
  })
  const { id } = removals.start({ seqs: found })
  await new Promise(setImmediate)
  const undone = removals.undo(id)
  first.resolve()
  await undone
  const hidden = calls.filter(([, on]) => on).flatMap(([seqs]) => seqs)
  const shown = calls.filter(([, on]) => !on).flatMap(([seqs]) => seqs)
  expect(shown).toEqual(hidden)
  expect(hidden).toEqual(found.slice(0, 1000))

  failing = true
  removals.start({ seqs: [1, 2] })
  for await (const { removals: left } of removals.watch(never)) {
    expect(left.filter(({ state }) => state === 'waiting')).toEqual([])
    if (left.length === 0) break
  }
})
