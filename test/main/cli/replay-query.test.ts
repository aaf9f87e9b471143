import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CommandLineHost, objects, startCommandLineHost } from '../../support/command-line.ts'
import { startApp } from '../../support/start-engine.ts'

let app: Awaited<ReturnType<typeof startApp>>
let host: CommandLineHost
let ids: string[]
beforeAll(async () => {
  app = await startApp()
  host = await startCommandLineHost()
  const { url } = await host.engine.endpoint(null)
  ids = []
  for (const text of ['one', 'two', 'other', 'three']) {
    const body = Buffer.from(JSON.stringify({ text: text === 'other' ? 'other' : `kitchen ${text}` }))
    ids.push(await host.engine.send(url, { body, headers: { 'Content-Type': 'application/json' } }))
  }
})
afterAll(async () => {
  await host.close()
  await app.close()
})

const kitchen = ['replay', 'kitchen', '--to']
const texts = () => app.received.splice(0).map(({ body }) => (JSON.parse(body.toString()) as { text: string }).text)

it('tells how many fit, and sends nothing without a yes', async () => {
  expect(await host.run([...kitchen, app.url])).toEqual({
    code: 2,
    out: '',
    err: '3 deliveries fit this query; --all sends them again.\n',
  })
  expect(await host.run([...kitchen, app.url], { answer: false })).toMatchObject({ code: 4, out: '' })
  expect(texts()).toEqual([])
})

it('sends all of them, oldest first', async () => {
  const result = await host.run([...kitchen, app.url, '--all'])

  expect(result).toMatchObject({ code: 0, err: '3 deliveries fit this query.\n3 ok.\n' })
  expect(result.out.split('\n').map((line) => line.split(' ')[0])).toEqual([ids[0], ids[1], ids[3], ''])
  expect(texts()).toEqual(['kitchen one', 'kitchen two', 'kitchen three'])
})

it('sends them after a yes, with progress for who looks and an object of each for programs', async () => {
  expect((await host.run([...kitchen, app.url], { answer: true, columns: 80 })).err).toMatch(
    /3 deliveries fit this query\. Send them again\?\n.*\d of 3/s,
  )
  const found = objects(await host.run([...kitchen, app.url, '--all', '--json']))
  expect(found.slice(0, 3)).toMatchObject(
    [0, 1, 3].map((at) => ({ type: 'outcome', deliveryId: ids[at], status: 200 })),
  )
  expect(found[3]).toMatchObject({ type: 'run', state: 'done', items: 3 })
  texts()
})

it('ends with 4 where one is not accepted, or nothing can be sent', async () => {
  const refused = await host.run(['replay', 'kitchen', 'one', '--to', 'http://127.0.0.1:9/', '--all'])
  expect(refused).toMatchObject({ code: 4, out: expect.stringContaining('connection refused') })
  expect(await host.run(['replay', 'nothingofthekind', '--all'])).toMatchObject({
    code: 4,
    err: expect.stringContaining('nothing to send again'),
  })
  expect(await host.run(['replay', 'kitchen', '--all'])).toMatchObject({
    code: 4,
    err: expect.stringContaining('3 deliveries left out: their endpoint has no target.'),
  })
  expect(await host.run([...kitchen, 'https://example.com/', '--all'])).toMatchObject({
    code: 4,
    err: expect.stringContaining('--approve'),
  })
})

it('cancels the run on Ctrl+C', async () => {
  const stop = new AbortController()
  let asked = 0
  const silent = createServer(() => {
    asked += 1
    stop.abort()
  })
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  const { port } = silent.address() as AddressInfo
  const result = await host.run([...kitchen, `http://127.0.0.1:${port}/`, '--all'], { stop: stop.signal })
  silent.closeAllConnections()
  silent.close()

  expect(result).toMatchObject({ code: 4, out: '', err: expect.stringMatching(/Cancelled\.\n$/) })
  expect(asked).toBe(1)
  const [last] = await host.engine.engine.runs.list()
  expect(last?.state).toBe('cancelled')
})

it('says where a query has a mistake', async () => {
  expect(await host.run(['replay', 'status:x', '--all'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('status'),
  })
})
