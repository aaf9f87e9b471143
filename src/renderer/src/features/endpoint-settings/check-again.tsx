import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { plural } from '#shared/sentences/units.ts'
import { RecheckProgress } from '../../parts/recheck-progress.tsx'
import { useClient } from '../../state/client.tsx'
import { recheck, useRecheck } from '../../state/recheck.ts'
import { Button } from '../../ui/button.tsx'

/** Judges the stored deliveries again after secrets or recipe were changed. */
export function CheckAgain({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const running = useRecheck((state) => state.byEndpoint[endpoint.id]?.state === 'running')
  if (endpoint.deliveries === 0) return null
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2">
        <Button disabled={running} onClick={() => void recheck(client, endpoint.id)}>
          Check {plural(endpoint.deliveries, 'delivery', 'deliveries')} again
        </Button>
        <span className="text-12 text-ink-3">with the present secrets and scheme</span>
      </div>
      <RecheckProgress endpointId={endpoint.id} />
    </div>
  )
}
