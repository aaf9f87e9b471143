import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { plainRequest, replicerRequest, sampleBody } from '../../support/provider-requests.ts'
import { post, startTestEngine, type TestEngine, type TestEngineOptions } from '../../support/start-engine.ts'

async function start(options: TestEngineOptions = {}): Promise<TestEngine> {
  const t = await startTestEngine(options)
  onTestFinished(() => t.remove())
  return t
}

const listens = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })

test('what is closed leaves log, views and bodies, and nothing beside them', async () => {
  const t = await start()
  const { url } = await t.endpoint('replicer', ['live', 's3cret'])
  await t.send(url, replicerRequest(sampleBody('replicer', 'call.ended'), 'other'))
  const { port } = t.engine.receiverStatus()
  await t.close()
  expect(await listens(port)).toBe(false)
  const beside = readdirSync(t.dataDir).filter((name) => /-(wal|shm|journal)$|\.pid$|\.part$/.test(name))
  expect(beside).toEqual([])
  expect(readdirSync(t.dataDir)).toEqual(expect.arrayContaining(['bodies', 'switchhook.db', 'views.db']))
  expect(t.lines.filter(({ level }) => level === 'error')).toEqual([])
})

test('what was answered before is there, and what is asked later is refused', async () => {
  const t = await start()
  const { url } = await t.endpoint(null)
  const sent = Array.from({ length: 200 }, (_, n) => post(url, plainRequest(Buffer.from(`${n}`))).catch(() => null))
  await sent[20]
  const closed = t.close()
  const answered = (await Promise.all(sent)).filter((answer) => answer?.status === 200).length
  await closed
  expect(answered).toBeGreaterThan(0)
  await expect(t.engine.deliveries.count({ query: '' })).rejects.toMatchObject({ code: 'closed' })
  await expect(t.engine.deliveries.remove(['x'])).rejects.toMatchObject({ code: 'closed' })
  await expect(t.engine.endpoints.create({ name: 'A', provider: null, target: null })).rejects.toMatchObject({
    code: 'closed',
  })

  const again = await start({ dataDir: t.dataDir })
  await again.engine.settled()
  const { count } = await again.engine.deliveries.count({ query: '' })
  // Those whose answer was cut off may have been stored as well.
  expect(count).toBeGreaterThanOrEqual(answered)
  expect(count).toBeLessThanOrEqual(200)
})

test('twenty changes of one endpoint at once, through the API: none is lost, not over a restart either', async () => {
  const t = await start()
  const { id, token } = await t.endpoint(null, ['live', 'one'])
  const { calls } = t.api
  const [secret] = t.engine.endpoints.get(id).secrets
  await Promise.all([
    calls['endpoints.update']({ id, name: 'Renamed' }),
    calls['endpoints.update']({ id, provider: 'replicer' }),
    calls['endpoints.update']({ id, target: 'http://localhost:3000/' }),
    calls['endpoints.update']({ id, recipe: { scheme: 'hmac', params: { header: 'X-Sig' } } }),
    calls['endpoints.newToken']({ id }),
    calls['secrets.rename']({ id: secret?.id ?? '', label: 'before' }),
    calls['secrets.retire']({ id: secret?.id ?? '', retired: true }),
    ...Array.from({ length: 13 }, (_, n) =>
      calls['secrets.add']({ endpointId: id, label: `more ${n}`, value: `v${n}` }),
    ),
  ])
  const expected = {
    ...{ id, name: 'Renamed', provider: 'replicer', target: 'http://localhost:3000/' },
    recipe: { scheme: 'hmac', params: { header: 'X-Sig' } },
    secrets: { length: 14 },
  }
  const before = t.engine.endpoints.get(id)
  expect(before).toMatchObject(expected)
  expect(before.token).not.toBe(token)
  expect(before.secrets[0]).toMatchObject({ label: 'before', retiredAt: expect.any(Number) })
  await t.close()
  const again = await start({ dataDir: t.dataDir })
  expect(again.engine.endpoints.get(id)).toEqual(before)
})

test('one that could not start leaves nothing running, and the folder free', async () => {
  const first = await start()
  const { dataDir } = first
  const { port } = first.engine.receiverStatus()
  const other = await start()
  const taken = { host: '127.0.0.1', port: other.engine.receiverStatus().port }
  await first.close()
  await expect(startTestEngine({ dataDir, receiver: taken })).rejects.toMatchObject({ code: 'conflict' })
  const again = await start({ dataDir, receiver: { host: '127.0.0.1', port } })
  expect(again.engine.receiverStatus()).toMatchObject({ state: 'receiving', port })
})
