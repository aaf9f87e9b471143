import { useEffect, useRef } from 'react'
import { loadLater } from '../../parts/load-later.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { showResends, startResend, stopResend, useFollowedResends, useResends } from '../../state/resends.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { useStream } from '../../state/stream-store.ts'
import { plural } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'

const ResendPanel = loadLater(async () => (await import('./resend-panel.tsx')).ResendPanel)

/** "Send again when my server is back": its commands, its news, and its panel while that is open. */
export function Resends() {
  const client = useClient()
  const { watches, shown } = useResends()
  useFollowedResends()
  useResendNews()
  const endpointOf = async (): Promise<string | null> => {
    const { page, deliveryId } = useRoute.getState()
    if (deliveryId !== null) return (await client.call('deliveries.get', { id: deliveryId })).endpointId
    return page.kind === 'settings' ? null : page.endpointId
  }
  const hasEndpoint = () => {
    const { page, deliveryId } = useRoute.getState()
    return deliveryId !== null || (page.kind !== 'settings' && page.endpointId !== null)
  }
  const withEndpoint = (run: (endpointId: string) => void) => () =>
    void endpointOf().then(
      (id) => id !== null && run(id),
      (error: unknown) => toast({ tone: 'bad', title: 'It could not be switched on', detail: errorText(error) }),
    )
  const chosen = () => [...useStream.getState().checked]
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
      title: `Send ${plural(chosen().length, 'selected delivery', 'selected deliveries')} again when my server is back`,
      group: 'This delivery',
      keywords: 'watch restart port return resend',
      when: () => useStream.getState().checked.size > 0,
      run() {
        const ids = chosen()
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
    for (const { endpointId, address, sending, last } of watches) {
      if (sending || last === null || told.current.get(endpointId) === last.at) continue
      told.current.set(endpointId, last.at)
      if (shown) continue
      const bad = last.outcomes.filter(({ status }) => status === null || status >= 400)
      const changed = last.outcomes.filter(({ status, before }) => before !== null && before.status !== status)
      const [only] = last.outcomes
      toast({
        topic: 'resend',
        tone: bad.length === 0 ? 'ok' : 'bad',
        title:
          last.outcomes.length === 1 && only
            ? `${address} is back and answered ${only.status ?? 'nothing'}`
            : `${address} is back: ${plural(last.outcomes.length, 'delivery', 'deliveries')} sent again`,
        detail:
          changed.length === 0
            ? 'Same status as before.'
            : last.outcomes.length === 1
              ? `It was ${changed[0]?.before?.status ?? 'no answer'} before.`
              : `${plural(changed.length, 'answer')} with another status than before.`,
        ...(only && {
          action: {
            label: 'Show',
            run: () =>
              last.outcomes.length === 1
                ? navigate({ deliveryId: only.deliveryId, tab: 'replays' }, { replace: true })
                : showResends(true),
          },
        }),
      })
    }
  }, [watches, shown])
}
