// Durable, verified, schema-checked deliveries per second beside other servers, what one costs, and what can be kept up.
import { setTimeout as sleep } from 'node:timers/promises'
import { type BuiltHost, startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { entriesBehind, type HostApi, untilCurrent } from '../test/support/host-api.ts'
import { benchOptions, type Figures, median, report, rounded } from './support/bench.ts'
import { configOf, replicerSource } from './support/corpus.ts'
import { sendLoad } from './support/load.ts'
import { loopProbe, readLoopDelay } from './support/loop-delay.ts'
import { cpuMicros } from './support/processes.ts'
import { startBare, startMitmdump, startMockttp } from './support/reference-servers.ts'
import { generator, type Hammered, type HammerOptions, hammer } from './support/wrk.ts'

const options = benchOptions()
const { quick } = options
const size = quick
  ? { rounds: 3, warmUp: 1, seconds: 2, bodies: 2000, sustained: 15, probe: 3 }
  : { rounds: 3, warmUp: 3, seconds: 10, bodies: 20_000, sustained: 60, probe: 8 }
const connections = 32
/** Deliveries that lists may be behind, in seconds. */
const maxBehind = 2

const rates = new Map<string, number[]>()
const note = (name: string, { perSecond, p50Ms, p99Ms }: Hammered) => {
  rates.set(name, [...(rates.get(name) ?? []), perSecond])
  console.log(
    `  ${name.padEnd(12)} ${String(Math.round(perSecond)).padStart(7)}/s   p50 ${p50Ms.toFixed(1)} ms   p99 ${p99Ms.toFixed(1)} ms`,
  )
}
const rateOf = (name: string) => median(rates.get(name) ?? [])

let stored = 0
const cpuPerDelivery: number[] = []
const loop: number[] = []

/** Started for each round, because some keep in memory all that they get. The first second warms it up. */
async function beside(startServer: typeof startMockttp, load: Omit<HammerOptions, 'url'>): Promise<void> {
  const server = await startServer()
  if (!server) return
  try {
    await hammer({ ...load, url: server.url, seconds: 1 })
    note(server.name, await hammer({ ...load, url: server.url }))
  } finally {
    await server.stop()
  }
}

async function strike(
  host: BuiltHost,
  api: HostApi,
  wrong: boolean,
  seed: number,
  seconds = size.seconds,
): Promise<Hammered> {
  const before = cpuMicros(host.pid)
  const load = { url: host.url('replicer').href, seconds, connections, bodies: size.bodies }
  const result = await hammer({ ...load, wrong, seed })
  if (result.refused > 0) throw new Error(`${result.refused} deliveries were refused: ${host.stderr()}`)
  stored += result.answered
  await untilCurrent(api, stored)
  if (!wrong) cpuPerDelivery.push((cpuMicros(host.pid) - before) / result.answered)
  return result
}

/** All that was answered is there, judged, and as it should be: a fast server that does less is no result. */
async function prove(api: HostApi): Promise<void> {
  const count = async (query: string) => (await api.call('deliveries.count', { query })).count
  const [all, verified, conforming] = [await count(''), await count('verified:yes'), await count('schema:conforms')]
  console.log(`  stored ${all}, answered ${stored}; verified ${verified}, schema holds ${conforming}`)
  // A generator that stops leaves at most one unanswered request on each connection.
  const most = stored + connections
  if (all < stored || all > most) throw new Error(`${all} are stored, ${stored} were answered`)
  if (verified !== all) throw new Error(`${all - verified} deliveries are not verified`)
  if (conforming !== all)
    throw new Error(`the schema of ${all - conforming} deliveries was not checked or does not hold`)
}

/** The highest rate at which lists stay at most two seconds behind, held for a minute. */
async function sustained(host: BuiltHost, api: HostApi, top: number): Promise<number> {
  const hold = async (rate: number, seconds: number) => {
    let behind = 0
    const stop = api.stream('host.watch', {}, (status) => {
      behind = Math.max(behind, entriesBehind(status))
    })
    const urls = { replicer: host.url('replicer').href }
    const result = await sendLoad({ urls, rate, seconds, connections, seed: Math.round(rate) })
    await sleep(300)
    stop()
    stored += result.answered
    await untilCurrent(api, stored)
    // 3 %: the generator's ticks.
    const held = behind <= maxBehind * rate && result.perSecond >= rate * 0.97
    console.log(
      `  ${Math.round(rate)}/s for ${seconds} s: ${Math.round(result.perSecond)}/s answered, at most ${behind} behind${held ? '' : ' (not held)'}`,
    )
    return held
  }
  let rate = top
  while (rate > 50 && !(await hold(rate, size.probe))) rate *= 0.85
  while (rate > 50 && !(await hold(rate, size.sustained))) rate *= 0.9
  return rate > 50 ? rate : 0
}

async function run(): Promise<Figures> {
  console.log(`generator: ${generator}, ${connections} connections, ${size.bodies} different bodies of 0.7 and 2 kB`)
  const folder = temporaryFolder()
  const data = `${folder.path}/data`
  const host = await startBuiltHost({ data, config: configOf([replicerSource(() => 700)]), ...loopProbe(data) })
  const api = await host.api()
  try {
    await strike(host, api, false, 99, size.warmUp)
    await prove(api)
    cpuPerDelivery.length = 0
    for (let round = 0; round < size.rounds; round++) {
      console.log(`round ${round + 1}`)
      const load = { seconds: size.seconds, connections, bodies: size.bodies, seed: round + 1 }
      for (const startServer of [startBare, startMockttp, startMitmdump]) await beside(startServer, load)
      await readLoopDelay(host, data)
      note('verified', await strike(host, api, false, round + 1))
      loop.push((await readLoopDelay(host, data)).p99)
      note('failing', await strike(host, api, true, round + 100))
    }
    console.log('sustained')
    await readLoopDelay(host, data)
    const bare = rateOf('node:http')
    const held = await sustained(host, api, Math.min(rateOf('verified') * 0.9, bare / 2))
    loop.push((await readLoopDelay(host, data)).p99)
    const ratio = (name: string) => (rates.has(name) ? rounded(rateOf('verified') / rateOf(name), 3) : null)
    return {
      'capture.vsBare': ratio('node:http'),
      'capture.vsMockttp': ratio('mockttp'),
      'capture.vsMitmdump': ratio('mitmdump'),
      'capture.cpuUs': rounded(median(cpuPerDelivery)),
      'capture.sustained': rounded(held / bare, 3),
      'capture.failing': rounded(rateOf('failing') / rateOf('verified'), 2),
      'loop.p99Ms': rounded(Math.max(...loop), 1),
      'capture.perSecond': rounded(rateOf('verified')),
      'bare.perSecond': rounded(bare),
    }
  } finally {
    api.close()
    await host.stop()
    folder.remove()
  }
}

report(options, await run())
