import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compare, type Found } from '../chaos/check.ts'
import type { Ledger } from '../chaos/load.ts'
import { sha256 } from '../chaos/requests.ts'
import { type BuiltHost, type BuiltHostOptions, HostEnded, startBuiltHost } from './built-host.ts'
import { untilCurrent } from './host-api.ts'

/** One endpoint that takes anything. */
export const anyConfig = { tunnel: 'none', endpoints: [{ name: 'Any', provider: null }] }

/** What was sent to a host, to be held against what is there later. */
export interface Sender {
  readonly ledger: Ledger
  /** Returns the status of the answer. */
  send(host: BuiltHost, body: Uint8Array<ArrayBuffer>): Promise<number>
}

/** `known`: what was sent before. */
export function createSender(known: Ledger = new Map()): Sender {
  const ledger: Ledger = new Map([...known].map(([id, sent]) => [id, { ...sent }]))
  return {
    ledger,
    async send(host, body) {
      const id = `s${ledger.size}`
      const sent = { size: body.length, digest: sha256(body), status: null as number | null, removed: false }
      ledger.set(id, sent)
      const url = host.url('Any')
      url.searchParams.set('chaos', id)
      const response = await fetch(url, { method: 'POST', body })
      await response.body?.cancel()
      sent.status = response.status
      return response.status
    },
  }
}

/** What is wrong with the deliveries of a host, once its lists are current, and which are there. */
export async function stored(
  host: BuiltHost,
  ledger: Ledger,
): Promise<{ readonly problems: readonly string[]; readonly found: readonly Found[] }> {
  const api = await host.api()
  try {
    await untilCurrent(api, 0, 30_000)
    return await compare(api, ledger)
  } finally {
    api.close()
  }
}

/** How a host ends that cannot run; the code is -1 where it runs all the same (it is stopped then). */
export async function refusal(
  options: BuiltHostOptions,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  try {
    const host = await startBuiltHost(options)
    await host.stop()
    return { code: -1, stderr: host.stderr() }
  } catch (error) {
    if (error instanceof HostEnded) return { code: error.code, stderr: error.stderr }
    throw error
  }
}

/** Digests of all files below a folder, by path. */
export function digestsIn(folder: string): Map<string, string> {
  const digests = new Map<string, string>()
  if (!existsSync(folder)) return digests
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name)
    if (statSync(path).isFile()) digests.set(name, createHash('sha256').update(readFileSync(path)).digest('hex'))
  }
  return digests
}
