import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type BuiltHost, startBuiltHost } from '../../test/support/built-host.ts'
import { temporaryFolder } from '../../test/support/headless-host.ts'
import { untilCurrent } from '../../test/support/host-api.ts'
import { configOf, corpusVersion, sources } from './corpus.ts'
import { sendLoad } from './load.ts'

const root = resolve(import.meta.dirname, '../..')
const cache = join(root, 'node_modules/.cache/bench')
const engine = process.env.SWITCHHOOK_BUILD
  ? resolve(process.env.SWITCHHOOK_BUILD, '../src/main/engine')
  : join(root, 'src/main/engine')

export const fullConfig = configOf(sources)
/** Deliveries whose signature is wrong, and whose body does not come to its end. */
const [wrongShare, abortedShare] = [0.02, 0.01]

/** Changes with what is sent and with what writes it down. */
function stamp(): string {
  const hash = createHash('sha256').update(String(corpusVersion))
  for (const folder of ['log', 'store'].map((name) => join(engine, name))) {
    if (!existsSync(folder)) continue
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
      if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(folder, file)))
  }
  return hash.digest('hex').slice(0, 12)
}

export const urlsOf = (host: { url(name: string): URL }): Record<string, string> =>
  Object.fromEntries(sources.map(({ provider }) => [provider, host.url(provider).href]))

/** Sends deliveries of the seven providers and waits until lists hold them. */
export async function sendMix(host: BuiltHost, total: number, before: number, seed: number) {
  const api = await host.api()
  const load = await sendLoad({ urls: urlsOf(host), total, wrongShare, abortedShare, seed })
  if (load.lost + load.refused > 0) throw new Error(`${load.lost} lost, ${load.refused} refused: ${host.stderr()}`)
  await untilCurrent(api, before + load.answered, 3_600_000)
  api.close()
  return load
}

/** A copy of a data folder with so many deliveries; it is filled through the receiver once and stored for the next time. */
export async function fullFolder(rows: number): Promise<{ readonly path: string; remove(): void }> {
  const stored = join(cache, `${rows}-${stamp()}`)
  if (!existsSync(stored)) await fill(stored, rows)
  const folder = temporaryFolder()
  const path = join(folder.path, 'data')
  execFileSync('cp', ['-r', '--reflink=auto', stored, path])
  return { path, remove: folder.remove }
}

/** Each provider is there, and only the wrong signatures fail: a mistake in how one is signed here would make a folder of failures. */
async function proveMix(host: BuiltHost, rows: number): Promise<void> {
  const api = await host.api()
  for (const { provider } of sources) {
    const count = async (query: string) => (await api.call('deliveries.count', { query })).count
    const all = await count(`provider:${provider}`)
    const failed = await count(`provider:${provider} verification:failed`)
    if (all < rows / sources.length / 2 || failed / all > 0.06)
      throw new Error(`${provider}: ${failed} of ${all} have a wrong signature`)
  }
  api.close()
}

async function fill(stored: string, rows: number): Promise<void> {
  mkdirSync(cache, { recursive: true })
  const data = `${stored}.filling`
  rmSync(data, { recursive: true, force: true })
  console.log(`filling a folder with ${rows} deliveries (once) …`)
  const started = performance.now()
  const host = await startBuiltHost({ data, config: fullConfig })
  try {
    await sendMix(host, rows, 0, rows)
    await proveMix(host, rows)
  } finally {
    await host.stop()
    rmSync(`${data}.config.json`)
  }
  console.log(`filled in ${Math.round((performance.now() - started) / 1000)} s`)
  renameSync(data, stored)
}
