import { Dialog as RadixDialog } from 'radix-ui'
import type { ResendOutcome, ResendWatch } from '#shared/model/resend.ts'
import { errorText, useCall, useClient } from '../../state/client.tsx'
import { useEndpoint } from '../../state/live-state.ts'
import { showResends, startResend, stopResend, useResends } from '../../state/resends.ts'
import { navigate } from '../../state/route.ts'
import { Badge } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, FieldError } from '../../ui/inputs.tsx'
import { useFocusBack } from '../../ui/overlays.tsx'
import { formatClock, plural } from '../../ui/text.tsx'

/** Which servers are waited for, and what became of the deliveries that went out when they were back. */
export function ResendPanel() {
  const watches = useResends((state) => state.watches)
  const focusBack = useFocusBack()
  return (
    <RadixDialog.Root open onOpenChange={(open) => showResends(open)}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-30 bg-scrim" />
        <RadixDialog.Content
          {...focusBack}
          className="float-in fixed inset-x-0 top-[72px] z-30 mx-auto flex max-h-[calc(100vh-112px)] w-[640px] max-w-[calc(100vw-48px)] flex-col overflow-hidden rounded-8 border border-strong bg-raised text-ink shadow-float outline-none"
        >
          <div className="flex-none border-b border-line p-4">
            <RadixDialog.Title className="text-15 font-semibold">Send again when my server is back</RadixDialog.Title>
            <RadixDialog.Description className="mt-1 text-ink-2">
              The target’s port is tried four times a second. When it answers after it did not, the deliveries go out.
              Ends with Switchhook.
            </RadixDialog.Description>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">
            {watches.length === 0 ? (
              <p className="p-4 text-ink-2">
                No server is waited for. Switch it on from a delivery or an endpoint’s page.
              </p>
            ) : (
              watches.map((watch) => <Watch key={watch.endpointId} watch={watch} />)
            )}
          </div>
          <div className="flex flex-none justify-end border-t border-line bg-sunken px-4 py-2">
            <Button onClick={() => showResends(false)}>Close</Button>
          </div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

function Watch({ watch }: { watch: ResendWatch }) {
  const client = useClient()
  const endpoint = useEndpoint(watch.endpointId)
  const { last, deliveries, sign } = watch
  const setSign = (again: boolean) =>
    void startResend(client, watch.endpointId, {
      sign: again ? 'again' : 'keep',
      ...(deliveries && { deliveries }),
    })
  return (
    <section aria-label={endpoint?.name ?? 'Endpoint'} className="border-b border-line p-4 last:border-b-0">
      <div className="flex items-center gap-3">
        <h3 className="cut font-medium">{endpoint?.name ?? 'Deleted endpoint'}</h3>
        <span className="mono cut flex-1 text-ink-2">{watch.address}</span>
        <WatchState watch={watch} />
        <Button onClick={() => stopResend(client, watch.endpointId)}>Stop</Button>
      </div>
      <p className="mt-1 text-12 text-ink-3">
        Sends{' '}
        {deliveries === null
          ? 'the newest delivery'
          : plural(deliveries.length, 'chosen delivery', 'chosen deliveries')}{' '}
        again.{' '}
        {watch.returns === 0 ? 'Not back yet since it was switched on.' : `Was back ${plural(watch.returns, 'time')}.`}
      </p>
      <Checkbox
        label="Sign again"
        note="for schemes that refuse an old timestamp"
        checked={sign === 'again'}
        onChange={(event) => setSign(event.target.checked)}
      />
      {watch.problem ? (
        <div role="alert" className="mt-1 text-12">
          <FieldError text={watch.problem} />
        </div>
      ) : null}
      {last ? (
        <div className="mt-2" aria-live="polite">
          <h4 className="text-12 text-ink-3">Sent at {formatClock(last.at)}</h4>
          <ul className="mt-1 grid gap-1">
            {last.outcomes.map((outcome) => (
              <Outcome key={outcome.deliveryId} outcome={outcome} />
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  )
}

function WatchState({ watch }: { watch: ResendWatch }) {
  if (watch.sending)
    return (
      <Badge glyph="checking" tone="none">
        sending
      </Badge>
    )
  if (watch.reachable === null)
    return (
      <Badge glyph="open" tone="none">
        trying
      </Badge>
    )
  return watch.reachable ? (
    <Badge glyph="up" tone="ok">
      server is up
    </Badge>
  ) : (
    <Badge glyph="lost" tone="warn">
      waiting for the server
    </Badge>
  )
}

function Outcome({ outcome }: { outcome: ResendOutcome }) {
  const { deliveryId, status, problem, before } = outcome
  const { data, error } = useCall('deliveries.get', { id: deliveryId })
  const changed = before !== null && before.status !== status
  const open = () => {
    showResends(false)
    navigate({ page: { kind: 'stream', endpointId: null }, query: '', deliveryId, tab: 'replays' })
  }
  return (
    <li className="flex items-center gap-3 text-12">
      <span className="mono cut flex-1">{error ? errorText(error) : (data?.eventType ?? data?.method ?? '')}</span>
      <span className={status === null || status >= 400 ? 'font-semibold text-bad' : ''}>
        {status === null ? 'no answer' : status}
      </span>
      <span className="text-ink-3">
        {before === null ? 'first replay' : changed ? `was ${before.status ?? 'no answer'}` : 'as before'}
      </span>
      {problem ? (
        <span className="cut max-w-60 text-ink-3" title={problem}>
          {problem}
        </span>
      ) : null}
      <Button variant="quiet" onClick={open}>
        Show
      </Button>
    </li>
  )
}
