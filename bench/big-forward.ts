// What a body of 100 MB takes of memory while it is forwarded, and while an answer of 100 MB comes back.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { benchOptions, report, rounded } from './support/bench.ts'
import { residentMb, watchMemory } from './support/processes.ts'

const options = benchOptions()
const piece = Buffer.alloc(256 * 1024, '{"text":"switchhook"}, ')
const pieces = Math.ceil((options.quick ? 20_000_000 : 100_000_000) / piece.length)

const whole = (() => {
  const hash = createHash('sha256')
  for (let at = 0; at < pieces; at++) hash.update(piece)
  return hash.digest('hex')
})()

async function digestOf(stream: IncomingMessage): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of stream) hash.update(part as Buffer)
  return hash.digest('hex')
}

/** Writes the pieces no faster than they are taken. */
async function pour(stream: NodeJS.WritableStream): Promise<void> {
  for (let at = 0; at < pieces; at++) if (!stream.write(piece)) await once(stream, 'drain')
  stream.end()
}

let taken = ''
async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  taken = await digestOf(incoming)
  response.writeHead(200, { 'Content-Length': pieces * piece.length })
  await pour(response)
}
const app = createServer((incoming, response) => void answer(incoming, response))
app.listen(0, '127.0.0.1')
await once(app, 'listening')

const folder = temporaryFolder()
const target = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`
const endpoints = [{ name: 'any', mode: 'forward', target }]
const host = await startBuiltHost({ data: `${folder.path}/data`, config: { tunnel: 'none', endpoints } })
try {
  const url = host.url('any')
  await sleep(2000)
  const before = residentMb(host.pid)
  const memory = watchMemory(host.pid, 10)
  const outgoing = request(url, { method: 'POST', headers: { 'Content-Type': 'application/json' } })
  const [, [response]] = await Promise.all([pour(outgoing), once(outgoing, 'response') as Promise<[IncomingMessage]>])
  console.log(`to the app   host ${Math.round(before)} MB + ${Math.round(memory.main() - before)}`)
  const given = await digestOf(response)
  memory.stop()
  console.log(`and back     host ${Math.round(before)} MB + ${Math.round(memory.main() - before)}`)
  if (response.statusCode !== 200 || taken !== whole || given !== whole) throw new Error('these are other bytes')
  report(options, { 'bigForward.rssMb': rounded(memory.main() - before) })
} finally {
  app.close()
  app.closeAllConnections()
  await host.stop()
  folder.remove()
}
