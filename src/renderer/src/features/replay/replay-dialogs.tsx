import { Link } from 'lucide-react'
import { useEffect, useState } from 'react'
import { againstDeadline } from '#shared/attempts/deadline.ts'
import { errorText, useCall, useClient } from '../../state/client.tsx'
import { useEndpoint } from '../../state/live-state.ts'
import {
  approveReplay,
  dropReplayQuestion,
  type ReplayChanges,
  type ReplaySign,
  replay,
  useReplay,
} from '../../state/replay-action.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, Field, Input } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Code, formatDuration, formatMs } from '../../ui/text.tsx'
import { endTopic, toast } from '../../ui/toast.tsx'

/** What a replay has to ask before it goes out, and what came of it. */
export function ReplayDialogs() {
  const client = useClient()
  const question = useReplay((state) => state.question)
  const busy = useReplay((state) => state.sending.size > 0)
  useReplayNews()
  if (question?.kind === 'target') {
    return (
      <TargetDialog
        key={question.deliveryId}
        deliveryId={question.deliveryId}
        problem={question.problem}
        sign={question.sign}
        changes={question.changes}
      />
    )
  }
  if (question?.kind !== 'approval') return null
  return (
    <Dialog
      title={`Send to ${question.origin}?`}
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
      <Code className="sel break-all">{question.target}</Code>
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

  const send = async () => {
    const target = value.trim()
    await replay(client, deliveryId, target, sign, changes)
    const refused = useReplay.getState().question?.kind === 'target'
    if (refused || !canKeep || !keep) return
    client.call('endpoints.update', { id: endpoint.id, target }).catch((error: unknown) => {
      toast({ tone: 'bad', title: `The target of ${endpoint.name} was not saved`, detail: errorText(error) })
    })
  }
  return (
    <Dialog
      title="Replay to which target?"
      description="The stored bytes and headers are sent there again; Host, Content-Length and hop-by-hop headers are rewritten."
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

/** Tells the outcome of a replay where its own place, the Replays tab, is not on screen. */
function useReplayNews(): void {
  const last = useReplay((state) => state.last)
  const deadlineMs = useReplay((state) => state.lastDeadlineMs)
  const problem = useReplay((state) => state.problem)

  // While another one is on its way, the outcome before it is no longer the last word.
  const sending = useReplay((state) => state.sending)
  useEffect(() => {
    if (sending.size > 0) endTopic('replay')
  }, [sending])

  useEffect(() => {
    if (!last || isShown(last.deliveryId)) return
    const host = new URL(last.target).host
    const late =
      deadlineMs !== null && last.error === null && againstDeadline(last.timing.totalMs, deadlineMs) === 'late'
    const good = last.status !== null && last.status < 400 && !late
    toast({
      topic: 'replay',
      tone: good ? 'ok' : 'bad',
      title: last.error
        ? `No answer from ${host}`
        : `${host} answered ${last.status} in ${formatMs(last.timing.totalMs)}`,
      ...(last.error ? { detail: last.error.message } : {}),
      ...(late ? { detail: `Too late: the provider waits ${formatDuration(deadlineMs)}.` } : {}),
      action: {
        label: 'Show',
        run: () => navigate({ deliveryId: last.deliveryId, tab: 'replays' }, { replace: true }),
      },
    })
  }, [last, deadlineMs])

  useEffect(() => {
    if (!problem || isShown(problem.deliveryId)) return
    toast({ topic: 'replay', tone: 'bad', title: 'The delivery was not replayed', detail: problem.message })
  }, [problem])
}

function isShown(deliveryId: string): boolean {
  const route = useRoute.getState()
  return route.deliveryId === deliveryId && route.tab === 'replays'
}
