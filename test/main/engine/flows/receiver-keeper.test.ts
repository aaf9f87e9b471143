import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { createReceiverKeeper, type ReceiverPlace } from '../../../../src/main/engine/flows/receiver-keeper.ts'
import type { ReceiverAnswer } from '../../../../src/main/engine/receiver/receiver.ts'
import { listeningServer } from '../../../support/listening-server.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { post } from '../../../support/start-engine.ts'
import { type FlowPorts, flowPorts } from './flow-parts.ts'

const anyPort = { port: 0, bodyLimit: 10_000 }
const fromSettings: ReceiverPlace = { host: '127.0.0.1', port: null }
const taken: ReceiverAnswer = { status: 200, headers: [], body: 'ok' }

let parts: FlowPorts
let receive: () => Promise<ReceiverAnswer>
let changes: number

beforeEach(async () => {
  parts = await flowPorts()
  onTestFinished(parts.remove)
  receive = async () => taken
  changes = 0
})

async function keeperAt(place: ReceiverPlace = fromSettings, first = anyPort) {
  const handler = { knows: (token: string) => token === 'here', tunnelUrl: () => null, receive: () => receive() }
  const keeper = await createReceiverKeeper({ ports: parts.ports, place, handler, onChange: () => changes++ }, first)
  onTestFinished(() => keeper.close())
  const send = (text = '{}', base = keeper.status().url) => post(`${base}/in/here`, plainRequest(Buffer.from(text)))
  return { keeper, send }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = await listeningServer(() => undefined)
  await server.close()
  return server.port
}

const listens = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => done(true)).once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })

test('a new port moves the receiver; the old one is left once the new one listens', async () => {
  const { keeper, send } = await keeperAt()
  const before = keeper.status()
  const port = await freePort()
  await keeper.apply({ ...anyPort, port })
  expect(keeper.status()).toMatchObject({ state: 'receiving', port, url: `http://127.0.0.1:${port}`, problem: null })
  expect(await send()).toEqual({ status: 200, text: 'ok' })
  expect(await listens(before.port)).toBe(false)
  expect(changes).toBe(1)
})

test('two moves at once: the last one counts, and nothing else keeps listening', async () => {
  const { keeper } = await keeperAt()
  const [one, two] = [await freePort(), await freePort()]
  await Promise.all([keeper.apply({ ...anyPort, port: one }), keeper.apply({ ...anyPort, port: two })])
  expect(keeper.status().port).toBe(two)
  expect(await listens(one)).toBe(false)
  expect(await listens(two)).toBe(true)
})

test('a delivery that is on its way when the receiver moves is answered', async () => {
  const { keeper, send } = await keeperAt()
  const held = Promise.withResolvers<ReceiverAnswer>()
  const arrived = Promise.withResolvers<void>()
  receive = () => {
    arrived.resolve()
    return held.promise
  }
  const answer = send()
  await arrived.promise
  const moved = keeper.apply({ ...anyPort, port: await freePort() })
  held.resolve(taken)
  expect((await answer).status).toBe(200)
  await moved
})

test('a body limit holds at once, without a move', async () => {
  const { keeper, send } = await keeperAt()
  const { port } = keeper.status()
  expect((await send('x'.repeat(2000))).status).toBe(200)
  await keeper.apply({ port: 0, bodyLimit: 1024 })
  expect((await send('x'.repeat(2000))).status).toBe(413)
  expect(keeper.status().port).toBe(port)
  expect(keeper.refused).toEqual(new Map([[413, 1]]))
})

test('a port of the command line stays, whatever the settings say', async () => {
  const port = await freePort()
  const { keeper } = await keeperAt({ host: '127.0.0.1', port })
  await keeper.apply({ ...anyPort, port: await freePort() })
  expect(keeper.status().port).toBe(port)
})

test('a port that is taken: refused where it was demanded, else the next free one', async () => {
  const other = await listeningServer(() => undefined)
  onTestFinished(() => other.close())
  await expect(keeperAt({ host: '127.0.0.1', port: other.port })).rejects.toMatchObject({ code: 'conflict' })
  const { keeper } = await keeperAt(fromSettings, { ...anyPort, port: other.port })
  expect(keeper.status().port).not.toBe(other.port)
})

test('while nothing can be stored it refuses and says why; with the next delivery that is stored it receives again', async () => {
  const { keeper, send } = await keeperAt()
  receive = async () => {
    throw new AppError('unavailable', 'The disk is full.')
  }
  expect((await send()).status).toBe(503)
  expect((await send()).status).toBe(503)
  expect(keeper.status()).toMatchObject({ state: 'refusing', problem: 'The disk is full.' })
  expect(keeper.refused.get(503)).toBe(2)
  receive = async () => taken
  expect((await send()).status).toBe(200)
  expect(keeper.status()).toMatchObject({ state: 'receiving', problem: null })
})

test('what a crash left in the spool folder goes at the start', async () => {
  const spool = join(parts.ports.dataDir, 'spool')
  mkdirSync(spool, { recursive: true })
  writeFileSync(join(spool, 'half a body'), 'x')
  await keeperAt()
  expect(existsSync(spool)).toBe(true)
  expect(readdirSync(spool)).toEqual([])
})

test('each refusal is counted by its answer and told', async () => {
  const { keeper } = await keeperAt()
  const { url } = keeper.status()
  await post(`${url}/in/elsewhere`, plainRequest(Buffer.from('{}')))
  await post(`${url}/`, plainRequest(Buffer.from('{}')))
  expect(Object.fromEntries(keeper.refused)).toEqual({ 404: 2 })
  expect(parts.lines.filter(({ message }) => message.includes('404'))).toHaveLength(2)
  expect(changes).toBe(2)
})
