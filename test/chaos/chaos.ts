import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BuiltHost, startBuiltHost } from '../support/built-host.ts'
import { type HostApi, untilCurrent } from '../support/host-api.ts'
import { processTree } from '../support/process-tree.ts'
import { type Seeded, seeded } from '../support/seeded.ts'
import { compare, type Found, integrityProblems } from './check.ts'
import { type Ledger, sendUntil } from './load.ts'
import { secret } from './requests.ts'
import { differences } from './views.ts'

export interface RoundResult {
  /** Requests that were answered with success, in all rounds so far; deliveries that are there. */
  readonly answered: number
  readonly there: number
  readonly killedAfterMs: number
  readonly problems: readonly string[]
}

/** A host under load that is killed and started again on its folder, as often as asked. */
export interface Chaos {
  readonly ledger: Ledger
  readonly data: string
  /** The host that runs now, after the last round's kill. */
  readonly host: () => BuiltHost
  readonly api: () => HostApi
  /** Load, SIGKILL, restart, comparison. */
  round(): Promise<RoundResult>
  /** What the last comparison finds now. */
  check(): Promise<readonly string[]>
  /**
   * Kills the host in the middle of its work and holds what it says then against a copy of its folder without views;
   * `meddle` gets that host's API first. Null where the edition has no views of their own.
   */
  compareWithFreshViews(meddle?: (fresh: HostApi) => Promise<unknown>): Promise<readonly string[] | null>
  close(): Promise<void>
}

const config = {
  tunnel: 'none',
  endpoints: [{ name: 'Chaos', provider: null, secrets: [{ label: 'chaos', value: secret }] }],
}
const connections = 12

export async function startChaos(folder: string, seed: number): Promise<Chaos> {
  const random = seeded(seed)
  const data = join(folder, 'data')
  const ledger: Ledger = new Map()
  let found: Found[] = []
  let host = await startBuiltHost({ data, config })
  let api = await host.api()

  async function start(): Promise<void> {
    // Some are killed while they start, in the middle of recovery.
    if (random.chance(0.2)) await killWhileStarting(data, 50 + random.integer(900))
    host = await startBuiltHost({ data, config })
    api = await host.api()
  }

  /** Load for a while, then SIGKILL. */
  async function strike(): Promise<{ readonly ms: number; readonly problems: string[] }> {
    const ms = 60 + random.integer(800)
    const stop = new AbortController()
    const load = sendUntil(stop.signal, { endpoint: host.url('Chaos'), random, ledger, connections })
    await sleep(ms / 2)
    // What is judged later is judged in a child process; the host must do without it and start another.
    const [child] = random.chance(0.3) ? processTree(host.pid).slice(1) : []
    if (child !== undefined) process.kill(child, 'SIGKILL')
    await sleep(ms / 2)
    const children = processTree(host.pid).slice(1)
    await host.kill()
    stop.abort()
    await load
    api.close()
    return { ms, problems: await leftBehind(children) }
  }

  async function check(): Promise<readonly string[]> {
    await untilCurrent(api, 0, 60_000)
    const result = await compare(api, ledger, found)
    found = result.found
    return [...result.problems, ...integrityProblems(join(data, 'switchhook.db'))]
  }

  return {
    ledger,
    data,
    host: () => host,
    api: () => api,
    check,
    async round() {
      await removeSome(api, random, ledger, found)
      const { ms, problems } = await strike()
      await start()
      const wrong = [...problems, ...(await check())]
      const answered = [...ledger.values()].filter(({ status }) => status !== null && status < 300).length
      return { answered, there: found.length, killedAfterMs: ms, problems: wrong }
    },
    async compareWithFreshViews(meddle) {
      if (!existsSync(join(data, 'views.db'))) return null
      await strike()
      const copy = join(folder, 'fresh')
      rmSync(copy, { recursive: true, force: true })
      cpSync(data, copy, { recursive: true })
      for (const end of ['', '-wal', '-shm']) rmSync(join(copy, `views.db${end}`), { force: true })
      await start()
      const fresh = await startBuiltHost({ data: copy, config })
      const freshApi = await fresh.api()
      try {
        await meddle?.(freshApi)
        return await differences(api, freshApi, meddle ? 0 : 20_000)
      } finally {
        freshApi.close()
        await fresh.stop()
      }
    },
    async close() {
      api.close()
      await host.stop()
    },
  }
}

async function killWhileStarting(data: string, afterMs: number): Promise<void> {
  const started = await startBuiltHost({ data, config, killSignal: AbortSignal.timeout(afterMs) }).catch(() => null)
  await started?.kill()
}

/** Processes of a killed host must notice and end. */
async function leftBehind(children: readonly number[]): Promise<string[]> {
  const alive = () => children.filter((pid) => existsSync(`/proc/${pid}`))
  for (let tries = 0; tries < 50 && alive().length > 0; tries++) await sleep(100)
  const left = alive()
  for (const pid of left) process.kill(pid, 'SIGKILL')
  return left.map((pid) => `process ${pid} outlived its host`)
}

/** A few deliveries are deleted through the API; they must stay gone. */
async function removeSome(api: HostApi, random: Seeded, ledger: Ledger, found: readonly Found[]): Promise<void> {
  const chosen = found.filter(() => random.chance(0.01)).slice(0, 20)
  if (chosen.length === 0) return
  await api.call('deliveries.remove', { ids: chosen.map(({ row }) => row.id) })
  for (const { sentId } of chosen) {
    const sent = ledger.get(sentId)
    if (sent) sent.removed = true
  }
}
