import { Link } from 'lucide-react'
import { useState } from 'react'
import { useClient } from '../../state/client.tsx'
import { useEndpoint } from '../../state/endpoints-store.ts'
import { errorText } from '../../state/error-text.ts'
import { dropReplayQuestion, type ReplaySign, replay, useReplay } from '../../state/replay-action.ts'
import { useCall } from '../../state/use-call.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/choice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { toast } from '../../ui/toast.tsx'

interface TargetDialogProps {
  readonly deliveryId: string
  /** Why the target that was given last is not taken. */
  readonly problem: string | null
  readonly sign: ReplaySign
}

/** Asks where to send a delivery; where its endpoint has no target yet, it can become the endpoint's. */
export function TargetDialog({ deliveryId, problem, sign }: TargetDialogProps) {
  const client = useClient()
  const busy = useReplay((state) => state.sending.has(deliveryId))
  const endpointId = useCall('deliveries.get', { id: deliveryId }).data?.endpointId ?? null
  const endpoint = useEndpoint(endpointId)
  const lastTarget = useReplay((state) => state.last?.target ?? null)
  const [typed, setTyped] = useState<string | null>(null)
  const [keep, setKeep] = useState(true)
  const value = typed ?? endpoint?.target ?? lastTarget ?? ''
  const canKeep = endpoint !== null && endpoint.target === null

  const send = async () => {
    const target = value.trim()
    await replay(client, deliveryId, target, sign)
    const refused = useReplay.getState().question?.kind === 'target'
    if (refused || !canKeep || !keep) return
    client.call('endpoints.update', { id: endpoint.id, target }).catch((error: unknown) => {
      toast({ tone: 'bad', title: `The target of ${endpoint.name} was not saved`, detail: errorText(error) })
    })
  }
  return (
    <Dialog
      title="Replay to which target?"
      description="The stored bytes and headers are sent there again; Host, Content-Length and hop-by-hop headers are made anew."
      onClose={dropReplayQuestion}
      onSubmit={() => void send()}
      actions={
        <>
          <Button onClick={dropReplayQuestion}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy || value.trim() === ''}>
            Replay
          </Button>
        </>
      }
    >
      <Field label="Target" hint="An http or https URL of your app." error={problem}>
        {(control) => (
          <Input
            {...control}
            mono
            autoFocus
            inputMode="url"
            icon={<Link aria-hidden="true" />}
            placeholder="http://localhost:3000/hooks"
            value={value}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {canKeep ? (
        <Checkbox
          label={`Use it for all deliveries of ${endpoint.name}`}
          note="then one key replays them"
          checked={keep}
          onChange={(event) => setKeep(event.target.checked)}
        />
      ) : null}
    </Dialog>
  )
}
