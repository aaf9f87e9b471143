import clsx from 'clsx'
import type { ReactNode } from 'react'
import type { ReceiverStatus, TunnelStatus, ViewsStatus } from '#shared/model/status.ts'
import { isTunnelDown, tunnelWords } from '#shared/sentences/tunnel-words.ts'
import { useSecondsUntil } from '../../state/browser.ts'
import { useConnectionState } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { useHost } from '../../state/live-state.ts'
import { showResends, useResends } from '../../state/resends.ts'
import { CopyButton, copyText } from '../../ui/buttons.tsx'
import { Glyph, type GlyphName } from '../../ui/glyphs.tsx'
import { formatBytes, formatCount, formatPercent, formatRate, plural } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { keyLabel } from '../../ui/tooltip.tsx'

/** What the host does now: receiver, tunnel, size, rate. */
export function StatusBar({ onCommands }: { onCommands: () => void }) {
  const status = useHost((state) => state.status)
  const connected = useConnectionState() !== 'lost'
  const url = status?.tunnel.url ?? null
  useCommands([
    {
      id: 'tunnel.copy',
      offline: true,
      title: 'Copy the tunnel URL',
      group: 'Switchhook',
      keys: ['c'],
      when: () => url !== null,
      run() {
        if (url === null) return
        void copyText(url).then((done) =>
          toast(
            done
              ? { tone: 'ok', title: 'Tunnel URL copied', detail: url }
              : { tone: 'bad', title: 'The browser did not allow copying' },
          ),
        )
      },
    },
  ])
  return (
    <footer
      role="contentinfo"
      aria-label="Status"
      className="col-span-full flex h-6 items-center overflow-hidden border-t border-line bg-rail text-11 leading-none text-ink-2 num"
    >
      {!connected ? (
        <StatusCell glyph="lost" bad>
          Not connected
        </StatusCell>
      ) : status ? (
        <>
          <ReceiverCell receiver={status.receiver} />
          <TunnelCell tunnel={status.tunnel} />
          <ResendCell />
        </>
      ) : null}
      <span className="flex-1" />
      {status && connected ? (
        <>
          <ViewsCell views={status.views} />
          <StatusCell end wide title="Deliveries in the last minute">
            {formatRate(status.perMinute)}
          </StatusCell>
          <StatusCell end wide>
            {plural(status.deliveries, 'delivery', 'deliveries')}
          </StatusCell>
          <StatusCell end title="Size on disk: log, lists, large bodies">
            {formatBytes(status.storeBytes)}
          </StatusCell>
        </>
      ) : null}
      <button
        type="button"
        onClick={onCommands}
        className="inset-focus inline-flex h-full w-(--w-commands) flex-none items-center justify-center gap-1.5 border-l border-line hover:bg-hover"
      >
        Commands <span className="text-ink-3">{keyLabel('Mod+k')}</span>
      </button>
    </footer>
  )
}

function ReceiverCell({ receiver }: { receiver: ReceiverStatus }) {
  const address = <span className="mono-11 leading-none font-normal">{`${receiver.host}:${receiver.port}`}</span>
  if (receiver.state === 'receiving') {
    return (
      <StatusCell glyph="up" glyphClass="text-ok" strong>
        Receiving {address}
      </StatusCell>
    )
  }
  return (
    <StatusCell glyph="lost" bad title={receiver.problem ?? undefined}>
      {receiver.state === 'refusing' ? 'Refusing' : 'Receiver stopped'}
      {receiver.state === 'refusing' ? address : null}
    </StatusCell>
  )
}

function TunnelCell({ tunnel }: { tunnel: TunnelStatus }) {
  const seconds = useSecondsUntil(tunnel.nextTryAt)
  const words = tunnelWords(tunnel)
  if (tunnel.state === 'online') {
    return (
      <StatusCell glyph="up" glyphClass="text-ok" strong>
        {words}
        {tunnel.url ? (
          <>
            <span className="sel mono-11 max-w-[42ch] truncate leading-none font-normal">{tunnel.url}</span>
            <CopyButton text={tunnel.url} label="Copy the tunnel URL" keys="c" size={18} />
          </>
        ) : null}
      </StatusCell>
    )
  }
  if (tunnel.state === 'off') return <StatusCell>{words}, reachable on this machine only</StatusCell>
  if (!isTunnelDown(tunnel)) return <StatusCell glyph="open">{words}</StatusCell>
  return (
    <StatusCell glyph="lost" bad title={tunnel.problem ?? undefined}>
      {words}
      {tunnel.state === 'connecting' ? ', trying now' : seconds ? `, next try in ${seconds} s` : ', trying again'}
    </StatusCell>
  )
}

/** A server that is waited for, so that it is not forgotten. */
function ResendCell() {
  const watches = useResends((state) => state.watches)
  const [first] = watches
  if (!first) return null
  const down = watches.filter(({ reachable }) => reachable === false)
  return (
    <button
      type="button"
      onClick={() => showResends(true)}
      title="Send again when my server is back"
      className="inset-focus inline-flex h-full min-w-0 items-center gap-1.5 border-r border-line px-3 whitespace-nowrap hover:bg-hover"
    >
      <Glyph name={down.length > 0 ? 'lost' : 'up'} className={down.length > 0 ? 'text-warn' : 'text-ok'} />
      <span className="truncate">
        {down.length > 0 ? 'Waiting for' : 'Watching'}{' '}
        {watches.length === 1 ? first.address : plural(watches.length, 'server')}
      </span>
    </button>
  )
}

/** So little is caught up in the blink of an eye: not worth a cell that comes and goes. */
const worthTelling = 50

/** How far lists, counts and search are behind what was captured. */
function ViewsCell({ views }: { views: ViewsStatus }) {
  const { state, behind, progress, problem } = views
  if (state === 'failed') {
    return (
      <StatusCell end bad glyph="late" title={problem ?? undefined}>
        Lists cannot be updated
      </StatusCell>
    )
  }
  if (state === 'rebuilding') {
    return (
      <StatusCell end glyph="checking" title="Lists, counts and search are being rebuilt from the stored deliveries">
        Rebuilding lists {formatPercent(progress)}
      </StatusCell>
    )
  }
  if (state === 'current' || behind <= worthTelling) return null
  return (
    <StatusCell end title="Deliveries are stored faster than lists, counts and search can follow">
      Lists {formatCount(behind)} behind
    </StatusCell>
  )
}

interface StatusCellProps {
  readonly glyph?: GlyphName
  readonly glyphClass?: string
  /** Its words are what the cell is about. */
  readonly strong?: boolean
  /** The whole cell is tinted. */
  readonly bad?: boolean
  /** At the right end: its line is on the left. */
  readonly end?: boolean
  /** Drops out in a narrow window. */
  readonly wide?: boolean
  readonly title?: string | undefined
  readonly children: ReactNode
}

function StatusCell({ glyph, glyphClass, strong, bad, end, wide, title, children }: StatusCellProps) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex h-full flex-none items-center gap-1.5 px-3 whitespace-nowrap',
        end ? 'border-l border-line' : 'border-r border-line',
        wide && 'rail-narrow:hidden',
        strong && 'font-medium text-ink',
        bad && 'bg-bad-bg font-medium text-bad',
      )}
    >
      {glyph ? <Glyph name={glyph} className={glyphClass ?? ''} /> : null}
      {children}
    </span>
  )
}
