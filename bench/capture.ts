// Durable deliveries per second, as a ratio to a bare node:http server measured in the same run, and memory.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startHeadless, temporaryFolder } from '../test/support/headless-host.ts'
import { replicerRequest } from '../test/support/provider-requests.ts'
import { type LoadResult, sendLoad } from './support/load.ts'

const total = Number(process.env.BENCH_DELIVERIES ?? 10_000)
const connections = 64
const secret = 'bench-secret'
const body = readFileSync(join(import.meta.dirname, '../resources/providers/replicer/samples/call.ended.json'))

const round = (n: number) => Math.round(n * 10) / 10
const line = (name: string, r: LoadResult) =>
  console.log(
    `${name.padEnd(12)} ${String(Math.round(r.perSecond)).padStart(7)}/s   p50 ${round(r.p50Ms)} ms   p99 ${round(r.p99Ms)} ms`,
  )

/** Resident memory of a process in MiB (Linux). */
function residentMiB(pid: number): number | null {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb ? Math.round(Number(kb) / 1024) : null
  } catch {
    return null
  }
}

const bare = spawn(process.execPath, [join(import.meta.dirname, 'support/bare-server.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const port = await new Promise<string>((done) => createInterface({ input: bare.stdout }).once('line', done))
const folder = temporaryFolder()
const host = await startHeadless({
  data: folder.path,
  config: {
    endpoints: [{ name: 'Bench', provider: 'replicer', secrets: [{ label: 'bench', value: secret }] }],
    tunnel: 'none',
  },
})
const { pid } = host.process

const { headers } = replicerRequest(body, secret)
const load = { body, headers, total, connections }
const failing = { ...load, headers: { ...headers, 'X-Replicer-Signature': '0'.repeat(64) } }

try {
  const bareUrl = `http://127.0.0.1:${port}/`
  const url = host.endpoint('Bench').url
  await sendLoad(bareUrl, { ...load, total: total / 10 })
  await sendLoad(url, { ...load, total: total / 10 })
  const before = pid ? residentMiB(pid) : null

  console.log(`${total} deliveries of ${body.byteLength} bytes over ${connections} connections`)
  const reference = await sendLoad(bareUrl, load)
  line('node:http', reference)
  const ratio = (name: string, result: LoadResult) => {
    line(name, result)
    console.log(`${' '.repeat(12)} ratio ${(result.perSecond / reference.perSecond).toFixed(3)}`)
  }
  ratio('verified', await sendLoad(url, load))
  ratio('failing', await sendLoad(url, failing))

  console.log(
    'Each is durable, its signature judged, its payload held against the schema; failures are explained meanwhile.',
  )
  if (pid) console.log(`memory       ${before} MiB before, ${residentMiB(pid)} MiB after`)
} finally {
  bare.kill()
  await host.stop()
  folder.remove()
}
