import { keepsAll, type Retention, type RetentionPreview, type RetentionRecord } from '#shared/model/retention.ts'
import { formatBytes, plural } from '#shared/sentences/units.ts'
import type { CaptureFunctions } from '../capture/contract.ts'
import type { Remote } from '../lib/peer.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'

/** Removes by itself what is beyond the endpoints' retentions, in the background. */
export interface RetentionFlow {
  /** What this retention would remove now. Throws AppError `not-found` where the endpoint is gone. */
  preview(endpointId: string, retention: Retention): Promise<RetentionPreview>
  /** What was removed from an endpoint in this run; null: nothing. */
  removed(endpointId: string): RetentionRecord | null
  /** Looks at all endpoints now; resolves when nothing is beyond their retentions. */
  run(): Promise<void>
  close(): Promise<void>
}

interface RetentionParts {
  readonly views: Pick<Views, 'read' | 'settled'>
  readonly endpoints: Pick<EndpointService, 'list' | 'get' | 'changed'>
  readonly capture: Pick<Remote<CaptureFunctions>, 'remove'>
  readonly ports: Pick<EnginePorts, 'clock' | 'log'>
  /** Figures of an endpoint have changed. */
  readonly onRemoved: () => void
  /** Between two looks, and after a retention was set (so that it can be taken back), milliseconds. */
  readonly everyMs?: number
}

/** Deliveries that are removed in one step, and the rest after it: others come first. */
const step = 200
const restMs = 50
const minuteMs = 60_000

export function createRetention(parts: RetentionParts): RetentionFlow {
  const { views, endpoints, capture, ports, onRemoved, everyMs = minuteMs } = parts
  const records = new Map<string, RetentionRecord>()
  let closed = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  async function removeBeyond(endpointId: string, retention: Retention): Promise<void> {
    const bounds = await views.read.retentionBounds(endpointId, retention, ports.clock.now())
    let total = { removed: 0, bytes: 0 }
    while (!closed && isCurrent(endpointId, retention)) {
      const rows = await views.read.beyondRetention(endpointId, bounds, step)
      if (rows.length === 0) break
      const gone = await capture.remove(rows.map(({ seq }) => seq))
      total = {
        removed: total.removed + gone.length,
        bytes: total.bytes + rows.reduce((sum, { size }) => sum + size, 0),
      }
      note(endpointId, rows)
      await views.settled()
      await new Promise((resolve) => setTimeout(resolve, restMs))
    }
    if (total.removed === 0) return
    const name = endpoints.list().find(({ id }) => id === endpointId)?.name ?? endpointId
    const what = `${plural(total.removed, 'delivery', 'deliveries')} (${formatBytes(total.bytes)})`
    ports.log.info(`${what} beyond the retention of ${name} were removed`, { endpoint: endpointId, ...total })
  }

  function note(endpointId: string, rows: readonly { readonly size: number }[]): void {
    const before = records.get(endpointId) ?? { removed: 0, bytes: 0 }
    records.set(endpointId, {
      removed: before.removed + rows.length,
      bytes: before.bytes + rows.reduce((sum, { size }) => sum + size, 0),
      lastAt: ports.clock.now(),
    })
    onRemoved()
  }

  /** It may have been changed or taken back while it was at work. */
  const isCurrent = (endpointId: string, retention: Retention): boolean =>
    endpoints.list().some((endpoint) => endpoint.id === endpointId && endpoint.retention === retention)

  async function runAll(): Promise<void> {
    for (const { id, retention } of endpoints.list())
      if (!closed && retention && !keepsAll(retention)) await removeBeyond(id, retention)
  }

  function run(): Promise<void> {
    running = running.then(runAll).catch((error: unknown) => {
      if (!closed) ports.log.warn('retention was interrupted; it is tried again', { error: String(error) })
    })
    return running
  }

  function runLater(): void {
    clearTimeout(timer)
    if (closed) return
    timer = setTimeout(() => void run().then(runLater), everyMs)
    timer.unref()
  }

  // A change is given as long as usual before it counts.
  const unsubscribe = endpoints.changed.subscribe(runLater)
  runLater()
  return {
    async preview(endpointId, retention) {
      return views.read.retentionPreview(endpoints.get(endpointId).id, retention, ports.clock.now())
    },
    removed: (endpointId) => records.get(endpointId) ?? null,
    run,
    async close() {
      closed = true
      unsubscribe()
      clearTimeout(timer)
      await running
    },
  }
}
