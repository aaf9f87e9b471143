import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { seeded } from '../../test/support/seeded.ts'
import { postBytes } from '../../test/support/wire-client.ts'
import { findProgram } from './bench.ts'
import { replicerCall, signReplicer } from './corpus.ts'
import { type LoadResult, sendLoad } from './load.ts'

const wrk = findProgram('wrk')
/** Named in the output. */
export const generator = wrk ? 'wrk' : 'own generator (wrk is not installed)'

/** How the load on a server went. */
export type Hammered = Pick<LoadResult, 'answered' | 'refused' | 'bytes' | 'seconds' | 'perSecond' | 'p50Ms' | 'p99Ms'>

export interface HammerOptions {
  readonly url: string
  readonly seconds: number
  readonly connections: number
  /** Different bodies, half of them of 0.7 and half of 2 kB. */
  readonly bodies: number
  readonly wrong?: boolean
  readonly seed: number
}

const script = (file: string, sizes: readonly number[]) => `
local sizes = {${sizes.join(',')}}
local requests = {}
local count = 0
function init()
  local file = io.open(${JSON.stringify(file)}, 'rb')
  for i = 1, #sizes do requests[i] = file:read(sizes[i]) end
  file:close()
end
function request()
  count = count % #requests + 1
  return requests[count]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT %d %d %d %d %f %f\\n', summary.requests, summary.duration, e.status,
    e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
`

/** Signed calls of Replicer, as fast as answers come, by wrk with one thread; by our own generator where there is no wrk. */
export async function hammer(options: HammerOptions): Promise<Hammered> {
  const { url, seconds, connections, bodies, wrong = false, seed } = options
  if (!wrk) return sendLoad({ urls: { replicer: url }, seconds, connections, seed, wrongShare: wrong ? 1 : 0 })
  const random = seeded(seed)
  const requests = Array.from({ length: bodies }, (_, i) => {
    const { headers, body } = signReplicer(replicerCall(random, i % 2 === 0 ? 700 : 2000), wrong)
    return postBytes(new URL(url), headers, body)
  })
  const folder = mkdtempSync(join(tmpdir(), 'switchhook-bench-'))
  try {
    const [data, lua] = [join(folder, 'requests'), join(folder, 'load.lua')]
    writeFileSync(data, Buffer.concat(requests))
    writeFileSync(
      lua,
      script(
        data,
        requests.map((request) => request.length),
      ),
    )
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', lua, url]
    const { stdout } = await promisify(execFile)(wrk, args)
    return readResult(stdout, requests)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readResult(stdout: string, requests: readonly Buffer[]): Hammered {
  const found = /^RESULT (.+)$/m.exec(stdout)?.[1]?.split(' ').map(Number)
  if (!found) throw new Error(`wrk said: ${stdout}`)
  const [count = 0, micros = 0, refused = 0, broken = 0, p50 = 0, p99 = 0] = found
  if (broken > 0) throw new Error(`${broken} connections broke: ${stdout}`)
  // They are sent in turn, so that the number tells the bytes.
  const round = requests.reduce((sum, request) => sum + request.length, 0)
  const rest = requests.slice(0, count % requests.length).reduce((sum, request) => sum + request.length, 0)
  const answered = count - refused
  const seconds = micros / 1e6
  return {
    answered,
    refused,
    bytes: Math.floor(count / requests.length) * round + rest,
    seconds,
    perSecond: answered / seconds,
    p50Ms: p50 / 1000,
    p99Ms: p99 / 1000,
  }
}
