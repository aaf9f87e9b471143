import { ArrowLeft, RotateCw } from 'lucide-react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { useClient } from '../../state/client.tsx'
import { useEndpoint } from '../../state/endpoints-store.ts'
import { useProvider } from '../../state/providers-store.ts'
import { replay, useReplay } from '../../state/replay-action.ts'
import { navigate } from '../../state/route.ts'
import { Button } from '../../ui/button.tsx'
import { formatClock } from '../../ui/format-time.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ProviderMark } from '../../ui/provider-mark.tsx'
import { MoreMenu } from './more-menu.tsx'

/** Who it is from, what it is, and what can be done with it. */
export function DeliveryHeader({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const provider = useProvider(detail.provider)
  const endpoint = useEndpoint(detail.endpointId)
  const sending = useReplay((state) => state.sending.has(detail.id))
  const about = [endpoint?.name, detail.summary.who, formatClock(detail.receivedAt)].filter(Boolean).join(', ')
  return (
    <header className="flex h-11 flex-none items-center gap-2 border-b border-line pr-3 pl-4">
      <IconButton
        label="Back to the list"
        keys="Escape"
        icon={<ArrowLeft />}
        onClick={() => navigate({ deliveryId: null })}
        className="-ml-2 hidden! in-data-[covers]:inline-grid!"
      />
      <ProviderMark provider={provider} />
      <h2 className="mono cut max-w-[60%] flex-none font-medium" title={detail.eventType ?? undefined}>
        {detail.eventType ?? 'no event type'}
      </h2>
      <span className="cut flex-1 text-12 text-ink-2" title={about}>
        {about}
      </span>
      <Button
        variant="quiet"
        icon={<RotateCw />}
        keys="r"
        disabled={sending}
        onClick={() => void replay(client, detail.id)}
      >
        {sending ? 'Sending' : 'Replay'}
      </Button>
      <MoreMenu detail={detail} />
    </header>
  )
}
