import { Link } from 'lucide-react'
import { useState } from 'react'
import { errorText, useCall, useClient } from '../../state/client.tsx'
import { useEndpoint } from '../../state/live-state.ts'
import {
  approveReplay,
  dropReplayQuestion,
  type ReplayQuestion as Question,
  type ReplayChanges,
  type ReplaySign,
  replay,
  useReplay,
} from '../../state/replay-action.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, Field, Input } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Code } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'

/** What has to be known before a replay can go out: where to, or that it may leave this machine. */
export function ReplayQuestion({ question }: { question: Question }) {
  if (question.kind === 'approval') return <ApprovalDialog {...question} />
  const { deliveryId, problem, sign, changes } = question
  return <TargetDialog key={deliveryId} deliveryId={deliveryId} problem={problem} sign={sign} changes={changes} />
}

function ApprovalDialog({ origin, target }: { origin: string; target: string }) {
  const client = useClient()
  const busy = useReplay((state) => state.sending.size > 0)
  return (
    <Dialog
      title={`Send to ${origin}?`}
      description="This target is not on this machine. The delivery goes there with its bytes and headers. You are asked once for each target; Settings has the list."
      onClose={dropReplayQuestion}
      onSubmit={() => void approveReplay(client)}
      actions={
        <>
          <Button onClick={dropReplayQuestion} autoFocus>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={busy}>
            Send
          </Button>
        </>
      }
    >
      <Code className="sel break-all">{target}</Code>
    </Dialog>
  )
}

interface TargetDialogProps {
  readonly deliveryId: string
  /** Why the target that was given last is not taken. */
  readonly problem: string | null
  readonly sign: ReplaySign
  readonly changes: ReplayChanges
}

/** Asks where to send a delivery; where its endpoint has no target yet, it can become the endpoint's. */
function TargetDialog({ deliveryId, problem, sign, changes }: TargetDialogProps) {
  const client = useClient()
  const busy = useReplay((state) => state.sending.has(deliveryId))
  const endpointId = useCall('deliveries.get', { id: deliveryId }).data?.endpointId ?? null
  const endpoint = useEndpoint(endpointId)
  const lastTarget = useReplay((state) => state.last?.target ?? null)
  const [typed, setTyped] = useState<string | null>(null)
  const [keep, setKeep] = useState(true)
  const value = typed ?? endpoint?.target ?? lastTarget ?? ''
  const canKeep = endpoint !== null && endpoint.target === null

  const send = () => {
    const target = value.trim()
    const saveTarget = () => {
      if (!canKeep || !keep) return
      client.call('endpoints.update', { id: endpoint.id, target }).catch((error: unknown) => {
        toast({ tone: 'bad', title: `The target of ${endpoint.name} was not saved`, detail: errorText(error) })
      })
    }
    void replay(client, deliveryId, target, sign, changes, saveTarget)
  }
  return (
    <Dialog
      title="Replay to which target?"
      description="The stored bytes and headers are sent there again; Host, Content-Length and hop-by-hop headers are rewritten."
      onClose={dropReplayQuestion}
      onSubmit={send}
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
