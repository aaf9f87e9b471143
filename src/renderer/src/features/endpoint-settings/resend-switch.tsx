import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { useClient } from '../../state/client.tsx'
import { showResends, startResend, stopResend, useResends } from '../../state/resends.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox } from '../../ui/inputs.tsx'

/** "Send again when my server is back", for one endpoint. */
export function ResendSwitch({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const watch = useResends((state) => state.watches.find(({ endpointId }) => endpointId === endpoint.id) ?? null)
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Checkbox
        label="Send the newest delivery again when my server is back"
        note={endpoint.target === null ? 'needs a target' : 'after a restart, while Switchhook runs'}
        disabled={endpoint.target === null && watch === null}
        checked={watch !== null}
        onChange={(event) =>
          event.target.checked ? void startResend(client, endpoint.id) : stopResend(client, endpoint.id)
        }
      />
      {watch ? <Button onClick={() => showResends(true)}>Show</Button> : null}
    </div>
  )
}
