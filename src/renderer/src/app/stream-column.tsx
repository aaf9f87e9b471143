import { SlidersHorizontal } from 'lucide-react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { Banners } from '../features/banners/banners.tsx'
import { Guide } from '../features/guide/guide.tsx'
import { SearchBox } from '../features/search/search-box.tsx'
import { StreamList } from '../features/stream/stream-list.tsx'
import { useEndpoint } from '../state/endpoints-store.ts'
import { useHost } from '../state/host-store.ts'
import { navigate, useRoute } from '../state/route.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { LiveButton } from './live-button.tsx'

interface StreamColumnProps {
  /** The delivery pane lies over it. */
  readonly covered: boolean
  /** The guide stands above the empty stream. */
  readonly firstRun: boolean
}

/** Search, conditions of the host, and the stream. */
export function StreamColumn({ covered, firstRun }: StreamColumnProps) {
  const waiting = useHost((state) => state.status?.deliveries === 0) && firstRun
  const page = useRoute((route) => route.page)
  const endpoint = useEndpoint(page.kind === 'stream' ? page.endpointId : null)
  return (
    <section aria-label="Stream" inert={covered} className="stream flex min-h-0 min-w-0 flex-col">
      <div className="flex h-11 flex-none items-center gap-2 border-b border-line px-3">
        {firstRun ? (
          <h1 className="flex-1 font-semibold">All deliveries</h1>
        ) : (
          <SearchBox within={endpoint?.name ?? null} />
        )}
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
      <StreamList chips={!firstRun} />
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
