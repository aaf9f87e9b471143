// What a body of 100 MB takes of memory while it arrives, is judged, is stored, and is replayed.
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { type HostApi, untilCurrent } from '../test/support/host-api.ts'
import { seeded } from '../test/support/seeded.ts'
import { openWire, postBytes } from '../test/support/wire-client.ts'
import { benchOptions, report, rounded } from './support/bench.ts'
import { configOf, replicerCall, replicerSource } from './support/corpus.ts'
import { sendLoad } from './support/load.ts'
import { residentMb, watchMemory } from './support/processes.ts'

const options = benchOptions()
const size = options.quick ? 20_000_000 : 100_000_000
const source = replicerSource(() => 700)

/** A finished call whose metadata holds a list of many small turns. */
function bigCall(): Buffer {
  const random = seeded(3)
  const call = JSON.parse(replicerCall(random, 700).toString()) as { data: { metadata: object } }
  call.data.metadata = { turns: ['TURNS'] }
  const [head = '', tail = ''] = JSON.stringify(call).split('"TURNS"')
  const turn = (at: number) => `{"at":${at},"who":"agent","text":"${random.hex(60)}"}`
  const pieces = [head, turn(0)]
  let length = head.length + tail.length + turn(0).length
  for (let at = 1; length < size; at++) {
    const piece = `,${turn(at)}`
    pieces.push(piece)
    length += piece.length
  }
  return Buffer.from(pieces.join('') + tail)
}

/** In pieces, each when the one before was taken, so that the sender keeps no copy that would press on the machine. */
async function send(url: URL, head: Buffer, body: Buffer): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const wire = openWire(Number(url.port), {
    answer: ({ status }) => resolve(status),
    close: () => reject(new Error('the connection ended before the answer')),
  })
  wire.write(head)
  const piece = 256 * 1024
  for (let at = 0; at < body.length; at += piece) {
    if (!wire.socket.write(body.subarray(at, at + piece))) await Promise.race([once(wire.socket, 'drain'), promise])
  }
  const status = await promise
  wire.destroy()
  return status
}

async function untilJudged(api: HostApi, id: string) {
  for (;;) {
    const { verdict, check } = await api.call('deliveries.get', { id })
    const states: readonly string[] = [verdict.state, check.state]
    if (!states.includes('checking')) return `${verdict.state}, schema ${check.state}`
    await sleep(100)
  }
}

/** Takes a replay without holding it; tells size and digest. */
async function startTarget() {
  const taken: { bytes: number; digest: string }[] = []
  const server = createServer((request, response) => {
    const hash = createHash('sha256')
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
    })
    request.on('end', () => {
      taken.push({ bytes, digest: hash.digest('hex') })
      response.end('ok')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, taken, close: () => server.close() }
}

const body = bigCall()
const folder = temporaryFolder()
const target = await startTarget()
const host = await startBuiltHost({ data: `${folder.path}/data`, config: configOf([source]) })
const api = await host.api()
try {
  const url = host.url('replicer')
  await sendLoad({ urls: { replicer: url.href }, total: 2000, seed: 1 })
  await untilCurrent(api, 2000)
  await sleep(2000)
  const before = residentMb(host.pid)
  const memory = watchMemory(host.pid, 10)
  const stage = (name: string) =>
    console.log(
      `${name.padEnd(10)} host ${Math.round(before)} MB + ${Math.round(memory.main() - before)}, its children ${Math.round(memory.children())} MB`,
    )

  const signature = createHmac('sha256', source.secret).update(body).digest('hex')
  const headers = { 'Content-Type': 'application/json', 'X-Replicer-Signature': signature }
  const head = postBytes(url, headers, body).subarray(0, -body.length)
  const status = await send(url, Buffer.from(head), body)
  if (status !== 200) throw new Error(`the body was answered with ${status}`)
  stage('stored')
  await untilCurrent(api, 2001)
  const { rows } = await api.call('deliveries.page', { limit: 1 })
  const id = rows[0]?.id ?? ''
  console.log(`verdict: ${await untilJudged(api, id)}`)
  stage('judged')
  await api.call('replays.send', { id, target: target.url, sign: 'keep' })
  const replay = target.taken[0]
  if (replay?.digest !== createHash('sha256').update(body).digest('hex')) throw new Error('the replay is another body')
  stage('replayed')
  memory.stop()
  report(options, {
    'bigBody.rssMb': rounded(memory.main() - before),
    'bigBody.childrenMb': rounded(memory.children()),
  })
} finally {
  api.close()
  target.close()
  await host.stop()
  folder.remove()
}
