import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { logPaths } from '../../../src/main/engine/log/log-paths.ts'
import { openLogReader } from '../../../src/main/engine/log/log-reader.ts'
import { plainRequest } from '../../support/provider-requests.ts'
import { RawConnection } from '../../support/raw-http.ts'
import { post, startApp, startTestEngine, type TestEngine } from '../../support/start-engine.ts'

async function start(dataDir?: string): Promise<TestEngine> {
  const t = await startTestEngine(dataDir === undefined ? {} : { dataDir })
  onTestFinished(() => t.remove())
  return t
}

/** Deliveries that the log itself holds, by endpoint. */
function inLog(dataDir: string): Map<string, number> {
  const log = openLogReader(logPaths(dataDir))
  try {
    const counts = new Map<string, number>()
    for (let mark = 0; ; ) {
      const entries = log.after(mark, 1000)
      const last = entries.at(-1)
      if (last === undefined) return counts
      for (const entry of entries)
        if (entry.kind === 'delivery') {
          const { endpointId } = entry.head
          counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1)
        }
      mark = last.seq
    }
  } finally {
    log.close()
  }
}

/** Sends without pause on several connections until told to stop; counts the answers. */
function pour(url: string, senders = 8, body: Buffer = Buffer.from('{"event":"call.ended"}')) {
  const answers = new Map<number, number>()
  let stopped = false
  const request = plainRequest(body)
  const send = async () => {
    while (!stopped) {
      const { status } = await post(url, request)
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  const sending = Promise.all(Array.from({ length: senders }, send))
  return {
    answers,
    async stop() {
      stopped = true
      await sending
    },
  }
}

test('an endpoint that is removed while deliveries pour in: it ends, nothing of it is left, later ones get 404', {
  timeout: 60_000,
}, async () => {
  const t = await start()
  const { id, url } = await t.endpoint(null)
  const other = await t.endpoint(null)
  // It takes the views longer than the log, so that they are behind when the removal begins.
  const wordy = Buffer.from(JSON.stringify(Array.from({ length: 6000 }, (_, n) => (n * 2_654_435_761).toString(36))))
  const [gone, stays] = [pour(url, 8, wordy), pour(other.url, 2)]
  await expect.poll(() => gone.answers.get(200) ?? 0).toBeGreaterThan(300)
  // The senders go on all the while.
  await t.engine.removeEndpoint(id)
  const taken = gone.answers.get(200)
  const refused = gone.answers.get(404) ?? 0
  await expect.poll(() => gone.answers.get(404) ?? 0).toBeGreaterThan(refused + 20)
  expect(gone.answers.get(200)).toBe(taken)
  await Promise.all([gone.stop(), stays.stop()])
  expect([...gone.answers.keys()].sort()).toEqual([200, 404])
  expect([...stays.answers.keys()]).toEqual([200])

  await t.engine.settled()
  expect(await t.engine.deliveries.count({ query: `endpoint:${id}` })).toMatchObject({ count: 0 })
  expect((await t.engine.deliveries.count({ query: '' })).count).toBe(stays.answers.get(200))
  await t.close()
  expect(inLog(t.dataDir)).toEqual(new Map([[other.id, stays.answers.get(200)]]))
  const again = await start(t.dataDir)
  expect(again.engine.endpoints.list().map((endpoint) => endpoint.id)).toEqual([other.id])
})

test('more deliveries than are removed at a time, with replays and large bodies: none is left', {
  timeout: 60_000,
}, async () => {
  const t = await start()
  const app = await startApp()
  onTestFinished(() => app.close())
  const { id, url } = await t.endpoint(null)
  await t.engine.endpoints.update(id, { target: app.url })
  const sending = pour(url, 16)
  await expect.poll(() => sending.answers.get(200) ?? 0, { interval: 20 }).toBeGreaterThan(2100)
  await sending.stop()
  const big = await t.send(url, plainRequest(Buffer.alloc(2_000_000, 'x')))
  const sent = await t.engine.replays.send({ id: big, approve: true })
  if (sent.result !== 'sent') throw new Error(sent.result)
  expect(readdirSync(join(t.dataDir, 'bodies'))).toHaveLength(1)

  await t.engine.removeEndpoint(id)
  await t.engine.settled()
  expect((await t.engine.deliveries.count({ query: '' })).count).toBe(0)
  expect(readdirSync(join(t.dataDir, 'bodies'))).toEqual([])
  await expect(t.engine.replays.body(sent.replay.id)).rejects.toMatchObject({ code: 'not-found' })
  await t.close()
  expect(inLog(t.dataDir)).toEqual(new Map())
})

test('a delivery whose last byte comes after the removal: a bare 404, nothing stored', async () => {
  const t = await start()
  const { id, token } = await t.endpoint(null)
  const connection = await RawConnection.open(t.engine.receiverStatus().port)
  await connection.write(`POST /in/${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab`)
  await t.engine.removeEndpoint(id)
  await connection.write('cd')
  expect(await connection.answer()).toMatchObject({ status: 404, body: Buffer.alloc(0) })
  await t.engine.settled()
  expect(await t.engine.deliveries.count({ query: '' })).toMatchObject({ count: 0 })
  connection.reset()
})

test('removed deliveries are gone from lists, search and log; unknown ids are passed over', async () => {
  const t = await start()
  const { url } = await t.endpoint(null)
  const ids: string[] = []
  for (const text of ['quokka one', 'quokka two', 'quokka three'])
    ids.push(await t.send(url, plainRequest(Buffer.from(JSON.stringify({ text })))))
  expect(await t.engine.deliveries.remove([ids[1] ?? '', 'dlv_none_1', 'nonsense'])).toBe(1)
  await t.engine.settled()
  const rows = await t.engine.deliveries.page({ query: 'quokka', limit: 10 })
  expect(rows.map((row) => row.id)).toEqual([ids[2], ids[0]])
  await expect(t.engine.deliveries.get(ids[1] ?? '')).rejects.toMatchObject({ code: 'not-found' })
  await expect(t.engine.deliveries.body(ids[1] ?? '', 0, 10)).rejects.toMatchObject({ code: 'not-found' })
  expect(await t.engine.deliveries.remove([ids[1] ?? ''])).toBe(0)
})
