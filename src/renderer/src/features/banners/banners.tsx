import { CloudOff, Lock, Unplug } from 'lucide-react'
import { useClient, useConnectionState } from '../../state/client.tsx'
import { useHost } from '../../state/host-store.ts'
import { retryTunnel } from '../../state/retry-tunnel.ts'
import { hrefFor } from '../../state/route.ts'
import { useSecondsUntil } from '../../state/use-seconds.ts'
import { Button } from '../../ui/button.tsx'
import { formatClock } from '../../ui/format-time.ts'
import { Banner } from './banner.tsx'

/** Conditions of the host above the stream, worst first. */
export function Banners() {
  const lost = useConnectionState() === 'lost'
  if (lost) {
    return (
      <Banner tone="bad" icon={<CloudOff />} title="The connection to Switchhook is lost">
        What you see is as it was. Deliveries are kept as long as Switchhook runs; the window tries again by itself.
      </Banner>
    )
  }
  return (
    <>
      <ReceiverBanner />
      <TunnelBanner />
    </>
  )
}

function ReceiverBanner() {
  const receiver = useHost((state) => state.status?.receiver ?? null)
  const refused = useHost((state) => state.status?.refused['503'] ?? 0)
  if (!receiver || receiver.state === 'receiving') return null
  const title = receiver.state === 'refusing' ? 'Deliveries are refused with 503' : 'The receiver is stopped'
  return (
    <Banner tone="bad" icon={<Lock />} title={title}>
      {receiver.problem ?? 'The reason is not known.'}
      {refused > 0 ? ` ${refused} refused since the start, not stored.` : ''}
    </Banner>
  )
}

function TunnelBanner() {
  const client = useClient()
  const tunnel = useHost((state) => state.status?.tunnel ?? null)
  const receiver = useHost((state) => state.status?.receiver ?? null)
  const seconds = useSecondsUntil(tunnel?.nextTryAt ?? null)
  if (!tunnel || (tunnel.state !== 'lost' && tunnel.state !== 'retrying')) return null
  return (
    <Banner
      tone="warn"
      icon={<Unplug />}
      title={`There is no tunnel since ${formatClock(tunnel.since)}${seconds ? `; trying again in ${seconds} s` : '; trying again'}`}
      actions={
        <>
          <Button onClick={() => retryTunnel(client)}>Now</Button>
          <Button onClick={() => location.assign(hrefFor({ kind: 'settings' }))}>Tunnel settings</Button>
        </>
      }
    >
      {tunnel.problem ? `${tunnel.problem} ` : ''}
      {tunnel.attempt > 1 ? `Attempt ${tunnel.attempt} of ${tunnel.driver}. ` : ''}
      {receiver?.state === 'receiving' ? `The receiver still answers on ${receiver.host}:${receiver.port}.` : ''}
    </Banner>
  )
}
