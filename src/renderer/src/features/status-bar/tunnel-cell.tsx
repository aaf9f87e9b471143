import type { TunnelStatus } from '#shared/model/status.ts'
import { useSecondsUntil } from '../../state/use-seconds.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { StatusCell } from './status-cell.tsx'

export function TunnelCell({ tunnel }: { tunnel: TunnelStatus }) {
  const seconds = useSecondsUntil(tunnel.nextTryAt)
  if (tunnel.state === 'online') {
    return (
      <StatusCell glyph="up" glyphClass="text-ok" strong>
        Tunnel online
        {tunnel.url ? (
          <>
            <span className="sel mono-11 max-w-[42ch] truncate leading-none font-normal">{tunnel.url}</span>
            <CopyButton text={tunnel.url} label="Copy the tunnel URL" keys="c" size={18} />
          </>
        ) : null}
      </StatusCell>
    )
  }
  if (tunnel.state === 'off') return <StatusCell>No tunnel, reachable on this machine only</StatusCell>
  if (tunnel.state === 'connecting') return <StatusCell glyph="open">Tunnel connecting</StatusCell>
  return (
    <StatusCell glyph="lost" bad title={tunnel.problem ?? undefined}>
      Tunnel lost{seconds ? `, again in ${seconds} s` : ', trying again'}
    </StatusCell>
  )
}
