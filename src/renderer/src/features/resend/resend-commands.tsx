import { useEffect, useRef } from 'react'
import type { ResendOutcome } from '#shared/model/resend.ts'
import { loadLater } from '../../parts/load-later.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { showResends, startResend, stopResend, useFollowedResends, useResends } from '../../state/resends.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { useStream } from '../../state/stream-store.ts'
import { plural } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'

const ResendPanel = loadLater(async () => (await import('./resend-panel.tsx')).ResendPanel, { noPlaceholder: true })

/** "Send again when my server is back": its commands, its news, and its panel while that is open. */
export function Resends() {
  const client = useClient()
  const { watches, shown } = useResends()
  useFollowedResends()
  useResendNews()
  const endpointOf = async (): Promise<string | null> => {
    const { page, deliveryId } = useRoute.getState()
    if (deliveryId !== null) return (await client.call('deliveries.get', { id: deliveryId })).endpointId
    return 'endpointId' in page ? page.endpointId : null
  }
  const hasEndpoint = () => {
    const { page, deliveryId } = useRoute.getState()
    return deliveryId !== null || ('endpointId' in page && page.endpointId !== null)
  }
  const withEndpoint = (run: (endpointId: string) => void) => () =>
    void endpointOf().then(
      (id) => id !== null && run(id),
      (error: unknown) => toast({ tone: 'bad', title: 'It could not be switched on', detail: errorText(error) }),
    )
  const checked = useStream((state) => state.checked)
  useCommands([
    {
      id: 'resend.start',
      title: 'Send the newest delivery again when my server is back',
      group: 'This delivery',
      keywords: 'watch restart port return resend',
      when: hasEndpoint,
      run: withEndpoint((endpointId) => {
        void startResend(client, endpointId).then(() => showResends(true))
      }),
    },
    {
      id: 'resend.start-this',
      title: 'Send this delivery again when my server is back',
      group: 'This delivery',
      keywords: 'watch restart port return resend',
      when: () => useRoute.getState().deliveryId !== null && useStream.getState().checked.size === 0,
      run: withEndpoint((endpointId) => {
        const id = useRoute.getState().deliveryId
        if (id !== null) void startResend(client, endpointId, { deliveries: [id] }).then(() => showResends(true))
      }),
    },
    {
      id: 'resend.start-selected',
      title: `Send ${plural(checked.size, 'selected delivery', 'selected deliveries')} again when my server is back`,
      group: 'This delivery',
      keywords: 'watch restart port return resend',
      when: () => checked.size > 0,
      run() {
        const ids = [...checked]
        const [first] = ids
        if (first === undefined) return
        void client.call('deliveries.get', { id: first }).then(
          ({ endpointId }) => startResend(client, endpointId, { deliveries: ids }).then(() => showResends(true)),
          (error: unknown) => toast({ tone: 'bad', title: 'It could not be switched on', detail: errorText(error) }),
        )
      },
    },
    {
      id: 'resend.show',
      title: 'Servers that are waited for',
      group: 'Go to',
      keywords: 'watch resend return',
      when: () => watches.length > 0,
      run: () => showResends(true),
    },
    {
      id: 'resend.stop-all',
      title: 'Stop waiting for servers',
      group: 'Switchhook',
      keywords: 'watch resend return off',
      when: () => watches.length > 0,
      run() {
        for (const { endpointId } of useResends.getState().watches) stopResend(client, endpointId)
      },
    },
  ])
  return shown ? <ResendPanel /> : null
}

/** Tells what went out by itself, where its own panel is not open. */
function useResendNews(): void {
  const { watches, shown } = useResends()
  const told = useRef(new Map<string, number>())
  useEffect(() => {
    for (const watch of watches) {
      const { endpointId, sending, last } = watch
      if (sending || last === null || told.current.get(endpointId) === last.at) continue
      told.current.set(endpointId, last.at)
      if (!shown) tell(watch.address, last.outcomes)
    }
  }, [watches, shown])
}

function tell(address: string, outcomes: readonly ResendOutcome[]): void {
  const [first] = outcomes
  if (!first) return
  const isOnly = outcomes.length === 1
  const isGood = outcomes.every(({ status }) => status !== null && status < 400)
  toast({
    topic: 'resend',
    tone: isGood ? 'ok' : 'bad',
    title: isOnly
      ? `${address} is back and ${first.status === null ? 'did not answer' : `answered ${first.status}`}`
      : `${address} is back: ${plural(outcomes.length, 'delivery', 'deliveries')} sent again`,
    detail: changeWords(outcomes),
    action: {
      label: 'Show',
      run: () =>
        isOnly ? navigate({ deliveryId: first.deliveryId, tab: 'replays' }, { replace: true }) : showResends(true),
    },
  })
}

/** What is another status than before. */
function changeWords(outcomes: readonly ResendOutcome[]): string {
  const known = outcomes.filter(({ before }) => before !== null)
  const changed = known.filter(({ status, before }) => before?.status !== status)
  if (known.length === 0) return 'There was no replay before to compare with.'
  if (changed.length === 0) return 'Same status as before.'
  return outcomes.length === 1
    ? `It was ${changed[0]?.before?.status ?? 'no answer'} before.`
    : `${plural(changed.length, 'answer')} with another status than before.`
}
