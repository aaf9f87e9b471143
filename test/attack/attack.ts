import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type BuiltHost, startBuiltHost } from '../support/built-host.ts'
import { untilCurrent } from '../support/host-api.ts'
import { bomb, bombNames } from './bodies.ts'
import { cases } from './cases.ts'
import { type Shot, shotOf } from './generator.ts'
import type { Place } from './heads.ts'
import { watchMemory } from './memory.ts'
import { fire } from './sender.ts'
import type { ValidResult, ValidSending } from './valid-sender.ts'

export interface AttackOptions {
  /** The data folder is made in it. */
  readonly folder: string
  readonly seed: number
  /** Requests of the generator; the fixed cases come on top. */
  readonly requests: number
  /** Number of the generator's first shot, to repeat the end of an earlier run. */
  readonly first?: number
  /** Names of fixed cases to leave out. */
  readonly withoutCases?: (name: string) => boolean
  readonly tell?: (line: string) => void
}

export interface AttackResult {
  readonly seed: number
  readonly requests: number
  readonly seconds: number
  /** How often the host answered with each status; 0: not at all. */
  readonly statuses: ReadonlyMap<number, number>
  /** Ends of the host or of its threads that nobody asked for, and what it wrote of them. */
  readonly crashes: readonly string[]
  readonly valid: {
    readonly answered: number
    readonly p50: number
    readonly p99: number
    readonly max: number
    /** Refused, unanswered, or not stored as verified. */
    readonly failures: readonly string[]
  }
  /** Peaks of resident memory, bytes. */
  readonly hostBytes: number
  readonly childBytes: number
  readonly exitCode: number | null
  readonly stopMs: number
}

const secret = 'attack-secret'
const config = {
  tunnel: 'none',
  endpoints: [
    { name: 'Valid', provider: 'replicer', secrets: [{ label: 'valid', value: secret }] },
    { name: 'Any', provider: null },
    { name: 'Signed', provider: null, secrets: [{ label: 'any', value: secret }] },
    { name: 'Twilio', provider: 'twilio', secrets: [{ label: 'twilio', value: secret }] },
    { name: 'Allo', provider: 'allo-v2', secrets: [{ label: 'allo', value: `whsec_${'A'.repeat(32)}` }] },
  ],
}
const targets = ['Any', 'Signed', 'Twilio', 'Allo']
/** Between two valid deliveries. */
const everyMs = 10
const connections = 32
/** Shots between two lines. */
const tellEvery = 5000
/** Connections that send a byte now and then until they are cut off. */
const drips = 60
/** Until lists and counts hold all of it. */
const settleMs = 120_000

export async function attack(options: AttackOptions): Promise<AttackResult> {
  const { folder, seed, requests, first = 0, withoutCases = () => false, tell = () => undefined } = options
  for (const name of bombNames) bomb(name)
  const host = await startBuiltHost({ data: join(folder, 'data'), config })
  // From here on nobody reads what it prints.
  host.process.stdout?.pause()
  const port = Number(host.url('Any').port)
  const places = targets.map((name): Place => ({ host: host.url(name).host, path: host.url(name).pathname }))
  const memory = watchMemory(host.pid)
  const valid = startValid({ url: host.url('Valid').href, secret, everyMs })
  const dripping = new AbortController()
  const startedAt = performance.now()
  const statuses = new Map<number, number>()
  const crashes: string[] = []
  let sent = 0

  const state = () => {
    const longest = valid.longest[0]!
    valid.longest[0] = 0
    return `longest wait ${Math.round(longest)} ms, host ${megabytes(memory.host())}`
  }
  const isDown = () => host.process.exitCode !== null || host.process.signalCode !== null
  const slow = Promise.all(Array.from({ length: drips }, (_, index) => drip(port, places[0]!, index, dripping.signal)))
  for (const { name, run } of cases.filter((one) => !withoutCases(one.name))) {
    if (isDown()) break
    const before = performance.now()
    sent += await run({ port, place: places[0]! })
    tell(`${name}: ${Math.round(performance.now() - before)} ms, ${state()}`)
  }

  let next = first
  let fired = 0
  const inFlight = new Set<number>()
  async function work(): Promise<void> {
    while (fired < requests && !isDown()) {
      const number = next++
      const shot: Shot = shotOf(seed, number, places)
      fired += shot.requests
      inFlight.add(number)
      const outcome = await fire(port, shot)
      inFlight.delete(number)
      for (const status of outcome ?? [0]) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (outcome === null && crashes.length < 20) {
        crashes.push(`nobody listens; shots under way: ${[...inFlight].sort((a, b) => a - b).join(' ')}`)
        await sleep(200)
      }
      if (number % tellEvery === 0) tell(`${fired} requests, shot ${number}, ${state()}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  sent += fired

  tell(`${fired} requests sent, ${state()}`)
  const { waits, answered, failures } = await valid.end()
  dripping.abort()
  await slow
  const problems = [...failures]
  const settling = performance.now()
  if (!isDown()) problems.push(...(await unstored(host, answered)))
  tell(`${Math.round(performance.now() - settling)} ms until all of it was in the lists`)
  if (isDown()) crashes.push(`the host ended with ${host.process.exitCode ?? host.process.signalCode}`)
  crashes.push(
    ...host
      .stderr()
      .split('\n')
      .filter((line) => /stopped unexpectedly|unexpected:|fault/.test(line)),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const { code, ms } = isDown() ? { code: host.process.exitCode, ms: 0 } : await stopBusy(host, port, places[0]!)
  memory.stop()
  const sorted = waits.toSorted()
  return {
    seed,
    requests: sent + answered,
    seconds,
    statuses,
    crashes,
    valid: {
      answered,
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      max: sorted.at(-1) ?? Number.NaN,
      failures: problems,
    },
    hostBytes: memory.host(),
    childBytes: memory.child(),
    exitCode: code,
    stopMs: ms,
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
const quantile = (sorted: Float64Array, share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN

function startValid(sending: Omit<ValidSending, 'longest'>) {
  const longest = new Float64Array(new SharedArrayBuffer(8))
  const workerData: ValidSending = { ...sending, longest }
  const worker = new Worker(new URL('./valid-sender.ts', import.meta.url), { workerData })
  return {
    longest,
    async end(): Promise<ValidResult> {
      const ended = once(worker, 'message')
      worker.postMessage('end')
      const [result] = (await ended) as [ValidResult]
      return result
    },
  }
}

/** Valid deliveries that were answered and are not there, or not verified. */
async function unstored(host: BuiltHost, answered: number): Promise<string[]> {
  const api = await host.api()
  try {
    const current = untilCurrent(api, 0, settleMs).then(() => true)
    if (!(await Promise.race([current, sleep(2 * settleMs, false, { ref: false })])))
      return ['the status gives no answer']
    const { count } = await api.call('deliveries.count', { query: 'endpoint:Valid verified:yes' })
    return count === answered ? [] : [`${answered} were answered, ${count} are there and verified`]
  } finally {
    api.close()
  }
}

/** Sends a head or a body byte by byte, again and again. */
async function drip(port: number, { host, path }: Place, index: number, stop: AbortSignal): Promise<void> {
  const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100000\r\nX-Drip: `
  const beginning = index % 2 === 0 ? head : `${head}1\r\n\r\n`
  while (!stop.aborted) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.on('error', () => socket.destroy()).resume()
    socket.write(beginning)
    while (!stop.aborted && !socket.destroyed) {
      socket.write('x')
      await sleep(500, undefined, { signal: stop }).catch(() => undefined)
    }
    socket.destroy()
    await sleep(20)
  }
}

/** SIGTERM while requests of all ages are unfinished, on both ports. */
async function stopBusy(host: BuiltHost, port: number, { host: name, path }: Place) {
  const page = Number(new URL(host.ready.ui).port)
  const beginnings: readonly (readonly [number, string])[] = [
    [port, ''],
    [port, 'POST /in'],
    [port, `POST ${path} HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 10\r\n\r\nhalf`],
    [
      port,
      `POST ${path} HTTP/1.1\r\nHost: ${name}\r\nUpgrade: x\r\nConnection: upgrade\r\nContent-Length: 9\r\n\r\nhalf`,
    ],
    [port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    [page, ''],
    [page, 'GET / HTTP/1.1\r\nHost:'],
    [page, 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf'],
    [page, 'GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ]
  const sockets = beginnings.map(([to, bytes]) => {
    const socket = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined).resume()
    socket.write(bytes)
    return socket
  })
  await sleep(300)
  const before = performance.now()
  const code = await terminated(host.process)
  for (const socket of sockets) socket.destroy()
  return { code, ms: performance.now() - before }
}

async function terminated(child: ChildProcess): Promise<number | null> {
  const ended = once(child, 'exit') as Promise<[number | null]>
  child.kill('SIGTERM')
  const late = sleep(20_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))
  const [code] = await ended
  void late
  return code
}
