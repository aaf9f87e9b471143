import { useConnectionState } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { useHost } from '../../state/host-store.ts'
import { copyText } from '../../ui/copy-text.ts'
import { formatBytes, formatRate, plural } from '../../ui/format.ts'
import { keyLabel } from '../../ui/key-label.ts'
import { toast } from '../../ui/toast.tsx'
import { ReceiverCell } from './receiver-cell.tsx'
import { StatusCell } from './status-cell.tsx'
import { TunnelCell } from './tunnel-cell.tsx'

/** What the host does now: receiver, tunnel, size, rate. */
export function StatusBar({ onCommands }: { onCommands: () => void }) {
  const status = useHost((state) => state.status)
  const connected = useConnectionState() !== 'lost'
  const url = status?.tunnel.url ?? null
  useCommands([
    {
      id: 'tunnel.copy',
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
        </>
      ) : null}
      <span className="flex-1" />
      {status && connected ? (
        <>
          {status.unindexed > 0 ? (
            <StatusCell end wide title="Free-text search does not find these yet">
              {plural(status.unindexed, 'delivery', 'deliveries')} to index
            </StatusCell>
          ) : null}
          <StatusCell end wide title="Deliveries in the last minute">
            {formatRate(status.perMinute)}
          </StatusCell>
          <StatusCell end wide>
            {plural(status.deliveries, 'delivery', 'deliveries')}
          </StatusCell>
          <StatusCell end title="Size on disk: database, search index, large bodies">
            {formatBytes(status.storeBytes)}
          </StatusCell>
        </>
      ) : null}
      <button
        type="button"
        onClick={onCommands}
        className="inset-focus inline-flex h-full flex-none items-center gap-1.5 border-l border-line px-3 hover:bg-hover"
      >
        Commands <span className="text-ink-3">{keyLabel('Mod+k')}</span>
      </button>
    </footer>
  )
}
