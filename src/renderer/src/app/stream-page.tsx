import { Pause, SlidersHorizontal } from 'lucide-react'
import { type CSSProperties, type RefObject, useEffect, useRef } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { Banners } from '../features/banners/banners.tsx'
import { TunnelLine } from '../features/banners/tunnel-line.tsx'
import { RemovalLine } from '../features/removal/removal-line.tsx'
import { SearchBox } from '../features/search/search-box.tsx'
import { ShortcutList } from '../features/shortcuts/shortcuts.tsx'
import { StreamList } from '../features/stream/stream-list.tsx'
import { loadLater } from '../parts/load-later.tsx'
import { useMedia } from '../state/browser.ts'
import { useConnectionState } from '../state/client.tsx'
import { useCommands } from '../state/commands.ts'
import { useExportCommands } from '../state/exports.tsx'
import { useEndpoint, useHost, useSettings } from '../state/live-state.ts'
import { navigate, useRoute } from '../state/route.ts'
import { togglePaused, useGuide, useStream } from '../state/stream-store.ts'
import { Button, CopyButton, IconButton } from '../ui/buttons.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { Splitter, smallestStream, usePaneWidth } from './splitter.tsx'

const Guide = loadLater(async () => (await import('../features/guide/guide.tsx')).Guide, { noPlaceholder: true })
const DeliveryPane = loadLater(async () => (await import('../features/delivery-pane/delivery-pane.tsx')).DeliveryPane, {
  soon: true,
})

/** Stream and delivery side by side; in a narrow window the delivery takes the stream's place. */
export function StreamPage() {
  const id = useRoute((route) => route.deliveryId)
  const tab = useRoute((route) => route.tab)
  const pane = useRef<HTMLDivElement>(null)
  const width = usePaneWidth(tab)
  const narrow = useMedia('(max-width: 1180px)')
  const single = useMedia('(max-width: 860px)')
  const covers = id !== null && (single || (narrow && width.wide))
  const firstRun = useFirstRun()
  // Without a delivery the keys stand in its place, where there is room to spare.
  const shown = id !== null || !(narrow || firstRun)

  useCoveredFocus(covers, pane)
  useExportCommands()
  useCommands([
    {
      id: 'delivery.focus',
      title: 'Go to the delivery',
      group: 'This delivery',
      keys: ['Enter'],
      hidden: true,
      when: () => id !== null,
      run: () => pane.current?.querySelector<HTMLElement>('[role="tab"][data-state="active"]')?.focus(),
    },
  ])
  return (
    <main
      className="relative grid min-h-0 min-w-0"
      style={
        {
          '--detail': `${width.pixels}px`,
          gridTemplateColumns:
            single || !shown ? 'minmax(0, 1fr)' : `minmax(0, 1fr) min(var(--detail), calc(100% - ${smallestStream}px))`,
        } as CSSProperties
      }
    >
      <StreamColumn covered={covers} firstRun={firstRun} />
      {shown ? (
        <div
          ref={pane}
          data-pane="delivery"
          tabIndex={-1}
          data-covers={covers || undefined}
          className={`focus-visible:outline-none ${covers ? 'absolute inset-0 z-10 min-h-0 bg-pane' : 'relative min-h-0 min-w-0 border-l border-line'}`}
        >
          {covers ? null : <Splitter width={width} />}
          {id === null ? <NoDelivery /> : <DeliveryPane id={id} />}
        </div>
      ) : null}
    </main>
  )
}

/** What is covered is inert, and would drop the focus: it goes to what covers it, and back to the list. */
function useCoveredFocus(covers: boolean, pane: RefObject<HTMLElement | null>): void {
  const before = useRef(covers)
  useEffect(() => {
    if (before.current === covers) return
    before.current = covers
    const { activeElement } = document
    const isLost = activeElement === document.body || activeElement?.closest('[inert]') != null
    if (covers && isLost) pane.current?.focus({ preventScroll: true })
    if (!covers && (isLost || activeElement === pane.current))
      document.querySelector<HTMLElement>('[data-list="deliveries"]')?.focus({ preventScroll: true })
  }, [covers, pane])
}

interface StreamColumnProps {
  /** The delivery pane lies over it. */
  readonly covered: boolean
  /** The guide stands above the empty stream. */
  readonly firstRun: boolean
}

/** Search, conditions of the host, and the stream. */
function StreamColumn({ covered, firstRun }: StreamColumnProps) {
  const waiting = useHost((state) => state.status?.deliveries === 0) && firstRun
  const page = useRoute((route) => route.page)
  const endpoint = useEndpoint(page.kind === 'stream' ? page.endpointId : null)
  return (
    <section aria-label="Stream" inert={covered} className="stream flex min-h-0 min-w-0 flex-col">
      <div className="flex h-11 flex-none items-center gap-2 border-b border-line px-3">
        <SearchBox within={endpoint?.name ?? null} />
        {endpoint ? <EndpointActions endpoint={endpoint} /> : null}
        {waiting ? (
          <span className="inline-flex items-center gap-1.5 text-12 text-ink-2">
            <span className="size-1.5 rounded-full bg-ok" /> Live, waiting for the first delivery
          </span>
        ) : (
          <LiveButton />
        )}
      </div>
      <Banners />
      {firstRun ? <Guide /> : null}
      <StreamList />
      <RemovalLine />
      <TunnelLine />
    </section>
  )
}

function EndpointActions({ endpoint }: { endpoint: EndpointStatus }) {
  return (
    <>
      <CopyButton text={endpoint.publicUrl ?? endpoint.url} label={`Copy the URL of ${endpoint.name}`} />
      <IconButton
        label={`Settings of ${endpoint.name}`}
        icon={<SlidersHorizontal />}
        onClick={() => navigate({ page: { kind: 'endpoint-settings', endpointId: endpoint.id } })}
      />
    </>
  )
}

/** Says whether new deliveries appear by themselves, and switches it. */
function LiveButton() {
  const paused = useStream((state) => state.paused)
  const refusing = useHost((state) => state.status !== null && state.status.receiver.state !== 'receiving')
  const lost = useConnectionState() === 'lost'
  const button = lost ? (
    <Button variant="danger" icon={<Glyph name="lost" />} disabled>
      Disconnected
    </Button>
  ) : refusing ? (
    <Button variant="danger" icon={<Glyph name="lost" />} onClick={togglePaused}>
      {paused ? 'Paused' : 'Refusing'}
    </Button>
  ) : paused ? (
    <Button aria-pressed="true" icon={<Pause />} onClick={togglePaused}>
      Paused
    </Button>
  ) : (
    <Button icon={<span className="size-1.5 rounded-full bg-ok" />} onClick={togglePaused}>
      Live
    </Button>
  )
  return (
    <Tooltip text={paused ? 'Show new deliveries as they arrive' : 'Pause: new deliveries wait'} keys=" ">
      {button}
    </Tooltip>
  )
}

/** Nothing is selected: the keys, nothing else. */
function NoDelivery() {
  return (
    <section aria-label="Keys" className="h-full overflow-y-auto px-4 py-6">
      <div className="mx-auto max-w-[280px]">
        <ShortcutList brief />
      </div>
    </section>
  )
}

/** Nothing has arrived yet, and the user has not put the guide away, or asked for it: it stands above the stream. */
function useFirstRun(): boolean {
  const plain = useRoute(
    ({ page, query, deliveryId }) =>
      page.kind === 'stream' && page.endpointId === null && query === '' && deliveryId === null,
  )
  const none = useHost((state) => state.status?.deliveries === 0)
  const done = useSettings((state) => state.settings?.guideDone ?? true)
  const asked = useGuide((state) => state.open)
  return plain && (asked || (none && !done))
}
