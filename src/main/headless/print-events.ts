import type { StopSignal } from '#shared/api/contract-types.ts'
import { type Engine, watchDeliveries } from '../engine/engine.ts'
import type { Output } from './output.ts'

/** Prints every delivery that is stored from now on and, once it is known, why its signature failed; until stopped. */
export async function printDeliveries(engine: Engine, output: Output, stop: StopSignal): Promise<void> {
  const { store, changes, endpoints } = engine
  const { newest } = await store.count('')
  const told = new Set<string>()
  for await (const { added, changed } of watchDeliveries({
    store,
    changes,
    query: '',
    needsIndex: false,
    after: newest,
    stop,
  })) {
    const names = new Map(endpoints.list().map(({ id, name }) => [id, name]))
    for (const row of added) output.delivery(row, names.get(row.endpointId) ?? row.endpointId)
    for (const row of [...added, ...changed]) {
      if (row.verification.cause !== undefined && row.seq > newest) await printCause(engine, output, row.id, told)
    }
  }
}

async function printCause(engine: Engine, output: Output, id: string, told: Set<string>): Promise<void> {
  if (told.has(id)) return
  told.add(id)
  if (told.size > toldLimit) told.delete(told.values().next().value ?? '')
  const { verdict } = await engine.store.detail(id)
  if (verdict.cause) output.cause(id, verdict.cause)
}

/** Causes that are remembered as printed. */
const toldLimit = 10_000

/** Prints the tunnel's state when it changes; each further try for the same problem is not news. Returns the function that ends it. */
export function printTunnel(engine: Engine, output: Output): () => void {
  // A tunnel that failed before anybody could be told is news; one that works stands in the ready line.
  let last = engine.tunnelStatus().state === 'online' ? newsOf(engine) : 'off null'
  tell()
  return engine.statusChanged.subscribe(tell)

  function tell(): void {
    const now = newsOf(engine)
    if (now === null || now === last) return
    last = now
    output.tunnel(engine.tunnelStatus())
  }
}

function newsOf(engine: Engine): string | null {
  const { state, url, problem } = engine.tunnelStatus()
  if (state === 'connecting') return null
  return state === 'online' ? `online ${url}` : `${state === 'off' ? 'off' : 'down'} ${problem}`
}
