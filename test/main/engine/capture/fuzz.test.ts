import { afterEach, beforeEach, expect, it } from 'vitest'
import { RawConnection, rawRequest } from '../../../support/raw-http.ts'
import { path, post, startTestServer, type TestServer, until } from './start-test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer({
    bodyLimit: 1_500_000,
    limits: { headerTimeoutMs: 100, idleTimeoutMs: 100, headerBytes: 8192 },
  })
})
afterEach(() => test.stop())

/** Small seeded generator (mulberry32): a failing run can be repeated by its seed. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const good = [
  post('{"event":"call.ended"}'),
  post('x', 'Expect: 100-continue\r\n'),
  post(Buffer.alloc(1_200_000, 65)),
  Buffer.concat([post('one'), post('two'), post('three')]),
  Buffer.from(`POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n`),
  Buffer.from(`GET http://a${path}?x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
  Buffer.from('CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\nsecret'),
  Buffer.from(`HEAD ${path} HTTP/1.0\r\n\r\n`),
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
]
const splices = [
  '\r\n',
  '\n',
  '\0',
  '\xff',
  ' ',
  ':',
  '\r\n\r\n',
  'Content-Length: 7\r\n',
  'Expect: x\r\n',
  'ffffffffffffffff',
]

/** A request out of the good ones with a few bytes flipped, cut, doubled or put in; sometimes noise only. */
function mutant(random: (below: number) => number): Buffer {
  if (random(10) === 0) return Buffer.from(Array.from({ length: random(300) }, () => random(256)))
  let bytes = Buffer.from(good[random(good.length)]!)
  for (let change = random(4); change >= 0; change -= 1) {
    const at = random(Math.min(bytes.length, 200) + 1)
    const kind = random(4)
    if (kind === 0 && at < bytes.length) bytes[at] = random(256)
    else if (kind === 1) bytes = bytes.subarray(0, random(bytes.length + 1))
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes])
    else {
      const put = Buffer.from(splices[random(splices.length)]!, 'latin1')
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at)])
    }
  }
  return bytes
}

async function send(random: (below: number) => number): Promise<void> {
  const connection = await RawConnection.open(test.port)
  const bytes = mutant(random)
  const cut = random(bytes.length + 1)
  await connection.write(bytes.subarray(0, cut))
  if (random(3) === 0) await new Promise((resolve) => setTimeout(resolve, random(5)))
  await connection.write(bytes.subarray(cut))
  const leave = random(4)
  if (leave === 0) connection.reset()
  else if (leave === 1) connection.close()
  else {
    connection.halfClose()
    await connection.rest()
  }
  connection.close()
}

it.each([1, 2, 3])('survives 200 random and mutated requests (seed %i), and then takes a good one', async (seed) => {
  const random = generator(seed)
  const faults: unknown[] = []
  const onFault = (error: unknown) => faults.push(error)
  process.on('uncaughtException', onFault).on('unhandledRejection', onFault)
  test.answerWith(async (incoming) => {
    if (incoming.body.kind === 'file' || incoming.request.bodySize % 5 === 0) throw new Error('not this one')
    return { status: 200, headers: [], body: 'ok' }
  })

  for (let round = 0; round < 20; round += 1) await Promise.all(Array.from({ length: 10 }, () => send(random)))

  expect((await rawRequest(test.port, post('good'))).status).toBe(200)
  expect(test.deliveries.at(-1)?.request.aborted).toBe(false)
  while ((await test.bodyFiles()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await test.server.close(0)
  await until(() => !process.getActiveResourcesInfo().some((kind) => kind.startsWith('TCP')))
  process.off('uncaughtException', onFault).off('unhandledRejection', onFault)
  expect(faults).toEqual([])
  expect(test.refusals.filter((refusal) => refusal.why.startsWith('receiver failed'))).toEqual([])
  expect(test.refusals.length).toBeGreaterThan(30)
})
