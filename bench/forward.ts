// What forwarding adds to a request, and how many pass, beside a direct request and nginx; each delivery is durable first.
import { Agent, type IncomingMessage, request } from 'node:http'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { untilCurrent } from '../test/support/host-api.ts'
import { seeded } from '../test/support/seeded.ts'
import { benchOptions, type Figures, median, percentile, report, rounded } from './support/bench.ts'
import { replicerCall, replicerSource, signReplicer } from './support/corpus.ts'
import { startBare, startNginx } from './support/reference-servers.ts'
import { generator, type Hammered, hammer } from './support/wrk.ts'

const options = benchOptions()
const size = options.quick
  ? { rounds: 2, single: 200, seconds: 2, bodies: 2000 }
  : { rounds: 3, single: 2000, seconds: 10, bodies: 20_000 }
const connections = 32

/** Sends calls one after another over one connection; how long each took, milliseconds. */
async function oneByOne(url: URL, count: number, seed: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const random = seeded(seed)
  const times: number[] = []
  try {
    for (let at = 0; at < count; at++) {
      const { headers, body } = signReplicer(replicerCall(random, 700), false)
      const started = performance.now()
      const status = await answered(url, agent, headers, body)
      times.push(performance.now() - started)
      if (status !== 200) throw new Error(`${url.host} answered ${status}`)
    }
  } finally {
    agent.destroy()
  }
  return times
}

function answered(url: URL, agent: Agent, headers: Readonly<Record<string, string>>, body: Buffer): Promise<number> {
  return new Promise((done, fail) => {
    const outgoing = request(url, { method: 'POST', agent, headers: { ...headers, 'Content-Length': body.length } })
    outgoing.once('error', fail)
    outgoing.once('response', (response: IncomingMessage) => {
      response.resume().once('end', () => done(response.statusCode ?? 0))
    })
    outgoing.end(body)
  })
}

async function run(): Promise<Figures> {
  console.log(`generator: ${generator}, ${connections} connections`)
  const app = await startBare()
  if (app === null) throw new Error('the app did not start')
  const nginx = await startNginx(app.url)
  const folder = temporaryFolder()
  const source = replicerSource(() => 700)
  const host = await startBuiltHost({
    data: `${folder.path}/data`,
    config: {
      tunnel: 'none',
      endpoints: [
        {
          ...{ name: source.provider, provider: source.provider, target: app.url, mode: 'forward' },
          secrets: [{ label: 'bench', value: source.secret }],
        },
      ],
    },
  })
  const api = await host.api()
  const rates = { direct: [] as number[], nginx: [] as number[], forward: [] as number[] }
  const singles = { direct: [] as number[], nginx: [] as number[], forward: [] as number[] }
  const urls = { direct: new URL(app.url), nginx: nginx && new URL(nginx.url), forward: host.url(source.provider) }
  try {
    for (const url of [urls.direct, urls.nginx, urls.forward]) if (url) await oneByOne(url, 100, 9)
    for (let round = 0; round < size.rounds; round++) {
      for (const name of ['direct', 'nginx', 'forward'] as const) {
        const url = urls[name]
        if (!url) continue
        const times = await oneByOne(url, size.single, round)
        singles[name].push(...times)
        const load = { url: url.href, seconds: size.seconds, connections, bodies: size.bodies, seed: round }
        const struck: Hammered = await hammer(load)
        if (struck.refused > 0) throw new Error(`${struck.refused} were refused: ${host.stderr()}`)
        rates[name].push(struck.perSecond)
        console.log(
          `  ${name.padEnd(8)} one by one p50 ${median(times).toFixed(2)} ms, p99 ${percentile(times, 0.99).toFixed(2)} ms; ${Math.round(struck.perSecond)}/s, p99 ${struck.p99Ms.toFixed(1)} ms`,
        )
        await untilCurrent(api)
      }
    }
    const { count } = await api.call('deliveries.count', { query: 'forward:ok status:200' })
    const all = await api.call('deliveries.count', { query: '' })
    console.log(`  stored ${all.count}, forwarded ${count}${all.capped ? '+' : ''}`)
    const added = (share: number) => percentile(singles.forward, share) - percentile(singles.direct, share)
    return {
      'forward.addedP50Ms': rounded(added(0.5), 2),
      'forward.addedP99Ms': rounded(added(0.99), 2),
      'forward.vsDirect': rounded(median(rates.forward) / median(rates.direct), 3),
      'forward.vsNginx': nginx === null ? null : rounded(median(rates.forward) / median(rates.nginx), 3),
      'forward.perSecond': rounded(median(rates.forward)),
    }
  } finally {
    api.close()
    await host.stop()
    await nginx?.stop()
    await app.stop()
    folder.remove()
  }
}

report(options, await run())
