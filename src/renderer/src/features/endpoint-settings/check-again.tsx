import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { plural } from '#shared/sentences/units.ts'
import { RecheckProgress } from '../../parts/recheck-progress.tsx'
import { useClient } from '../../state/client.tsx'
import { recheck, useRecheck } from '../../state/recheck.ts'
import { Button } from '../../ui/button.tsx'

/** Reads and checks the stored deliveries again after provider, secrets, scheme or a pack were changed. */
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
        <span className="text-12 text-ink-3">signature, event and schema, as set up now</span>
      </div>
      <RecheckProgress endpointId={endpoint.id} />
    </div>
  )
}
