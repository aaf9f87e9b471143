import { Send } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { useClient } from '../../../../state/client.tsx'
import { useEndpoint } from '../../../../state/endpoints-store.ts'
import { type ReplaySign, replay, useReplay } from '../../../../state/replay-action.ts'
import { Button } from '../../../../ui/button.tsx'
import { FieldError } from '../../../../ui/field.tsx'
import { Input } from '../../../../ui/input.tsx'
import { Segmented } from '../../../../ui/segmented.tsx'

/** Where to send it, and the button that does. Empty: the endpoint's own target. */
export function ReplayForm({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const endpoint = useEndpoint(detail.endpointId)
  const sending = useReplay((state) => state.sending.has(detail.id))
  const problem = useReplay((state) => (state.problem?.deliveryId === detail.id ? state.problem.message : null))
  const [target, setTarget] = useState('')
  const [sign, setSign] = useState<ReplaySign>('keep')
  const send = (event: FormEvent) => {
    event.preventDefault()
    void replay(client, detail.id, target.trim() || undefined, sign)
  }
  return (
    <form onSubmit={send} noValidate className="border-b border-line px-4 py-3">
      <div className="flex items-center gap-2">
        <label htmlFor="replay-target" className="text-12 text-ink-2">
          Target
        </label>
        <Input
          id="replay-target"
          mono
          type="url"
          className="flex-1"
          value={target}
          placeholder={endpoint?.target ?? 'http://localhost:3000/hooks'}
          onChange={(event) => setTarget(event.target.value)}
          aria-describedby="replay-target-note"
          aria-invalid={problem !== null}
        />
        <Segmented label="Signature" options={signChoices} value={sign} onChange={setSign} />
        <Button type="submit" variant="primary" icon={<Send />} disabled={sending}>
          {sending ? 'Sending' : 'Replay'}
        </Button>
      </div>
      <p id="replay-target-note" className="mt-1 pl-12 text-12 text-ink-3" role={problem ? 'alert' : undefined}>
        {problem ? (
          <FieldError text={problem} />
        ) : (
          `${targetNote(endpoint?.target ?? null)}${sign === 'again' ? signNote : ''}`
        )}
      </p>
    </form>
  )
}

const signChoices = [
  { id: 'keep', label: 'As stored' },
  { id: 'again', label: 'Sign again' },
] as const
const signNote =
  ' The delivery gets a new signature with the endpoint’s newest active secret, for this target and this moment.'

const targetNote = (target: string | null) =>
  target
    ? 'Empty: the endpoint’s target. Another one is also what the next replays of this endpoint go to.'
    : 'The endpoint has no target yet; one can be set on its page.'
