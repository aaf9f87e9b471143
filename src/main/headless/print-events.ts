import type { StopSignal } from '#shared/api/contract-types.ts'
import { type Engine, watchDeliveries } from '../engine/engine.ts'
import type { Output } from './output.ts'

/** Prints every delivery that is stored from now on, until stopped. */
export async function printDeliveries(engine: Engine, output: Output, stop: StopSignal): Promise<void> {
  const { store, changes, endpoints } = engine
  const { newest } = await store.count('')
  for await (const { added } of watchDeliveries({
    store,
    changes,
    query: '',
    needsIndex: false,
    after: newest,
    stop,
  })) {
    const names = new Map(endpoints.list().map(({ id, name }) => [id, name]))
    for (const row of added) output.delivery(row, names.get(row.endpointId) ?? row.endpointId)
  }
}

/** Prints the tunnel's state whenever it changes. Returns the function that ends it. */
export function printTunnel(engine: Engine, output: Output): () => void {
  let last = keyOf(engine)
  return engine.statusChanged.subscribe(() => {
    const now = keyOf(engine)
    if (now === last) return
    last = now
    output.tunnel(engine.tunnelStatus())
  })
}

function keyOf(engine: Engine): string {
  const { state, url } = engine.tunnelStatus()
  return `${state} ${url}`
}
