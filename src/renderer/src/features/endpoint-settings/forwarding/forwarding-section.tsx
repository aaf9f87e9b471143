import { useEffect, useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ForwardSettings } from '#shared/model/forward.ts'
import { formatTerm } from '#shared/query/edit-query.ts'
import { SavedInput } from '../../../parts/saved-input.tsx'
import { errorText, useClient } from '../../../state/client.tsx'
import { forwardingTrouble, setForwarding } from '../../../state/forwarding.ts'
import { hrefFor } from '../../../state/route.ts'
import { Button } from '../../../ui/buttons.tsx'
import { Checkbox, FieldError, Segmented } from '../../../ui/inputs.tsx'
import { FormSection } from '../../../ui/layout.tsx'
import { ConfirmDialog } from '../../../ui/overlays.tsx'
import { plural } from '../../../ui/text.tsx'
import { toast } from '../../../ui/toast.tsx'
import { ResendSwitch } from '../resend-switch.tsx'
import { OtherTargets } from './other-targets.tsx'

/** Who answers an endpoint's deliveries, and where they go. */
export function ForwardingSection({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const { id, mode, target, forward } = endpoint
  type Order = Omit<Parameters<typeof setForwarding>[1], 'endpointId'>
  const save = async (order: Order) => {
    const done = await setForwarding(client, { endpointId: id, ...order })
    if (!done) throw new Error('Not agreed to, so nothing was changed.')
  }
  const change = (order: Order) =>
    setForwarding(client, { endpointId: id, ...order }).catch((error: unknown) => {
      toast({ tone: 'bad', topic: 'forwarding', title: 'Forwarding was not changed', detail: errorText(error) })
      return false
    })
  const [shownMode, choose] = useChosen(mode, (next) => change({ mode: next }))
  const [adds, setAdds] = useChosen(forward.forwardedHeaders, (on) => change({ forward: { forwardedHeaders: on } }))
  const trouble = forwardingTrouble(endpoint)
  return (
    <FormSection
      title="Forwarding"
      note="Forward: your app gets each delivery as it arrives, once it is on disk, and its answer goes to the provider as it comes. Replays use the same target."
    >
      <div className="flex flex-wrap items-center gap-3">
        <Segmented label="Who answers" options={modes} value={shownMode} onChange={choose} />
        <span className="text-12 text-ink-2">
          {shownMode === 'answer'
            ? 'Switchhook answers 200 by itself; nothing is sent on.'
            : 'Your app answers, through Switchhook.'}
        </span>
      </div>
      {trouble === null ? null : (
        <div role="status" className="text-12">
          <FieldError text={trouble.reason} />
        </div>
      )}
      <SavedInput
        label="Target"
        showLabel
        mono
        inputMode="url"
        placeholder="http://localhost:3000/hooks"
        value={target ?? ''}
        onSave={(value) => save({ target: value.trim() || null })}
        hint="The path below the capture URL is added. You are asked once before anything is sent outside this machine."
      />
      <ResendSwitch endpoint={endpoint} />
      <OtherTargets others={forward.others} save={(others) => save({ forward: { others } })} />
      <Queue endpoint={endpoint} onChange={(storeAndForward) => change({ forward: { storeAndForward } })} />
      <Checkbox
        label="Add X-Forwarded-For, -Host, -Proto and Forwarded"
        note="tell your app who called which URL; everything else stays as it was received"
        checked={adds}
        onChange={(event) => setAdds(event.target.checked)}
      />
      <Fallback forward={forward} save={(part) => save({ forward: part })} />
    </FormSection>
  )
}

/** A value that shows what was chosen at once, and again what is so where that could not be made so. */
function useChosen<T>(value: T, save: (next: T) => Promise<boolean>): [shown: T, choose: (next: T) => void] {
  const [chosen, setChosen] = useState<{ readonly next: T } | null>(null)
  useEffect(() => {
    if (chosen?.next === value) setChosen(null)
  }, [chosen, value])
  const choose = (next: T) => {
    setChosen({ next })
    void save(next).then((done) => done || setChosen(null))
  }
  return [chosen === null ? value : chosen.next, choose]
}

const modes = [
  { id: 'answer', label: 'Answer' },
  { id: 'forward', label: 'Forward' },
] as const

interface QueueProps {
  readonly endpoint: EndpointStatus
  readonly onChange: (on: boolean) => Promise<boolean>
}

/** What happens while the app is not there, and what waits for it. */
function Queue({ endpoint, onChange }: QueueProps) {
  const client = useClient()
  const { waiting } = endpoint.forwarding
  const [queues, setQueues] = useChosen(endpoint.forward.storeAndForward, onChange)
  const [asking, setAsking] = useState(false)
  const discard = async () => {
    const { discarded } = await client.call('forwards.discard', { endpointId: endpoint.id })
    toast({ tone: 'ok', title: `${plural(discarded, 'delivery', 'deliveries')} taken out of the queue` })
  }
  const query = formatTerm({ field: 'forward', value: 'waiting' })
  return (
    <div>
      <Checkbox
        label="Store and forward later"
        note="while your app gives no answer, the provider gets 202, and the deliveries go out in order once it does"
        checked={queues}
        onChange={(event) => setQueues(event.target.checked)}
      />
      {waiting === 0 ? null : (
        <div className="flex flex-wrap items-center gap-2 pl-5.5 text-12">
          <a
            className="rounded-3 text-accent hover:underline"
            href={hrefFor({ kind: 'stream', endpointId: endpoint.id }, query)}
          >
            {plural(waiting, 'delivery', 'deliveries')} in the queue
          </a>
          {endpoint.mode === 'answer' ? <span className="text-ink-2">They wait until you forward again.</span> : null}
          <Button variant="quiet" onClick={() => setAsking(true)}>
            Empty the queue…
          </Button>
        </div>
      )}
      {asking ? (
        <ConfirmDialog
          title="Empty the queue?"
          description={`Your app does not get ${waiting === 1 ? 'the delivery that waits' : `the ${plural(waiting, 'delivery', 'deliveries')} that wait`}, and the provider, which got 202, will not send again. They stay stored and can be replayed.`}
          action="Empty"
          danger
          errorText={errorText}
          onClose={() => setAsking(false)}
          onConfirm={discard}
        />
      ) : null}
    </div>
  )
}

interface FallbackProps {
  readonly forward: ForwardSettings
  readonly save: (part: Partial<ForwardSettings>) => Promise<void>
}

/** What the provider gets where the app gives no answer, and when that is so. */
function Fallback({ forward, save }: FallbackProps) {
  const { fallback, timeoutMs } = forward
  const status = (text: string) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < 200 || value > 599) throw new Error('a status from 200 to 599')
    return save({ fallback: { ...fallback, status: value } })
  }
  const seconds = (text: string) => {
    const value = Number(text)
    if (!(value >= 0.1 && value <= 600)) throw new Error('0.1 to 600 seconds')
    return save({ timeoutMs: Math.round(value * 1000) })
  }
  return (
    <div className="flex flex-wrap items-start gap-2">
      <SavedInput
        label="Patience, seconds"
        showLabel
        className="w-36"
        inputMode="numeric"
        value={String(timeoutMs / 1000)}
        onSave={async (text) => seconds(text)}
        hint="longest silence of the target"
      />
      <SavedInput
        label="Fallback status"
        showLabel
        className="w-36"
        mono
        inputMode="numeric"
        value={String(fallback.status)}
        onSave={async (text) => status(text)}
        hint={fallback.status < 300 ? 'the provider will not retry' : 'the provider may retry'}
      />
      <SavedInput
        label="Fallback text"
        showLabel
        className="min-w-52 flex-1"
        value={fallback.text.trimEnd()}
        onSave={(text) => save({ fallback: { ...fallback, text: text === '' ? '' : `${text}\n` } })}
        hint="what the provider gets where the target gives no answer"
      />
    </div>
  )
}
