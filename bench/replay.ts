// Replays per second: a run over stored deliveries, as fast as the target answers, with as many at once as a run takes.
import { setTimeout as sleep } from 'node:timers/promises'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { untilCurrent } from '../test/support/host-api.ts'
import { startHandler } from '../test/support/replay-runs.ts'
import { benchOptions, median, report, rounded } from './support/bench.ts'

const options = benchOptions()
const total = options.quick ? 500 : 3000
const rounds = options.quick ? 1 : 3
const body = JSON.stringify({ event: 'call.ended', transcript: 'the kitchen sink '.repeat(100) })

const folder = temporaryFolder()
const app = await startHandler()
const host = await startBuiltHost({
  data: `${folder.path}/data`,
  config: { tunnel: 'none', endpoints: [{ name: 'Any', provider: null, target: app.url }] },
})
const api = await host.api()

/** Requests per second of the plain client that replays use, to the same app, without a log: what a run could reach at most. */
async function bareRate(concurrency: number): Promise<number> {
  const begun = performance.now()
  let left = total
  const one = async () => {
    while (left-- > 0) {
      const response = await fetch(app.url, { method: 'POST', body, headers: { connection: 'close' } })
      await response.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
  return (total * 1000) / (performance.now() - begun)
}

async function runRate(concurrency: number): Promise<number> {
  const begun = performance.now()
  const plan = { deliveries: { kind: 'query' as const, query: '' }, settings: { concurrency } }
  const started = await api.call('runs.start', { plan })
  if (started.result !== 'started') throw new Error(started.result)
  for (;;) {
    const run = (await api.call('runs.list', {})).runs[0]!
    if (run.state !== 'running' && run.state !== 'done') throw new Error(`${run.state}: ${run.why}`)
    if (run.state === 'done') {
      if (run.counts.ok !== total) throw new Error(`${run.counts.ok} of ${total} were answered`)
      return (total * 1000) / (performance.now() - begun)
    }
    await sleep(20)
  }
}

try {
  for (let sent = 0; sent < total; sent += 50)
    await Promise.all(Array.from({ length: 50 }, () => fetch(host.url('Any'), { method: 'POST', body })))
  await untilCurrent(api, total)
  const rates = { one: [] as number[], many: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    rates.bare.push(await bareRate(16))
    rates.one.push(await runRate(1))
    rates.many.push(await runRate(16))
  }
  console.log(
    `${total} deliveries of ${body.length} bytes, ${rounds} rounds; a plain client: ${rounded(median(rates.bare))}/s`,
  )
  report(options, {
    'replay.perSecond': rounded(median(rates.many)),
    'replay.onePerSecond': rounded(median(rates.one)),
    'replay.vsBare': rounded(median(rates.many) / median(rates.bare), 2),
  })
} finally {
  api.close()
  await host.stop()
  await app.close()
  folder.remove()
}
