import { Unplug } from 'lucide-react'
import { create } from 'zustand'
import { isTunnelDown } from '#shared/sentences/tunnel-words.ts'
import { useSecondsUntil } from '../../state/browser.ts'
import { useClient, useConnectionState } from '../../state/client.tsx'
import { retryTunnel, useHost } from '../../state/live-state.ts'
import { navigate } from '../../state/route.ts'
import { Button } from '../../ui/buttons.tsx'
import { formatClock } from '../../ui/text.tsx'

const nothing = { since: null, problem: null }

/** Since when the tunnel has been down, over all tries in between; null while it is not. */
const useDown = create<{ readonly since: number | null; readonly problem: string | null }>(() => nothing)

useHost.subscribe(({ status }) => {
  const tunnel = status?.tunnel
  if (!tunnel || !isTunnelDown(tunnel)) {
    if (useDown.getState().since !== null) useDown.setState(nothing)
    return
  }
  // A try that is under way says nothing new: neither when it began to be down, nor why.
  useDown.setState((now) => ({ since: now.since ?? tunnel.since, problem: tunnel.problem ?? now.problem }))
})

/**
 * A tunnel that is down, in one line below the stream from its first failure until it is up again: no row moves when the
 * line comes or goes, and a try in between changes only its end.
 */
export function TunnelLine() {
  const client = useClient()
  const lost = useConnectionState() === 'lost'
  const { since, problem } = useDown()
  const tunnel = useHost((state) => state.status?.tunnel ?? null)
  const receiver = useHost((state) => state.status?.receiver ?? null)
  const seconds = useSecondsUntil(tunnel?.nextTryAt ?? null)
  if (since === null || !tunnel || lost) return null
  const still =
    receiver?.state === 'receiving' ? `The receiver still answers on ${receiver.host}:${receiver.port}.` : ''
  const detail = [problem, still].filter(Boolean).join(' ')
  const next = tunnel.state === 'connecting' ? 'trying now' : seconds ? `next try in ${seconds} s` : 'trying again'
  return (
    <div
      role="status"
      className="flex h-9 flex-none items-center gap-2 overflow-hidden border-t border-line bg-warn-bg px-3 text-12 whitespace-nowrap shadow-[inset_2px_0_0_var(--warn)]"
    >
      <Unplug className="size-4 flex-none text-warn" aria-hidden="true" />
      <b className="flex-none font-medium num">Tunnel down since {formatClock(since)}</b>
      <span className="cut flex-1 text-ink-2" title={detail}>
        {detail}
      </span>
      <span aria-live="off" className="w-28 flex-none text-right text-ink-2 num">
        {next}
      </span>
      <Button className="h-6" onClick={() => retryTunnel(client)}>
        Retry now
      </Button>
      <Button
        className="h-6 one-pane:hidden"
        onClick={() => navigate({ page: { kind: 'settings' }, deliveryId: null })}
      >
        Tunnel settings
      </Button>
    </div>
  )
}
