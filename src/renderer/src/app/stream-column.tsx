import { SlidersHorizontal } from 'lucide-react'
import { Banners } from '../features/banners/banners.tsx'
import { SearchBox } from '../features/search/search-box.tsx'
import { StreamList } from '../features/stream/stream-list.tsx'
import { useEndpoint } from '../state/endpoints-store.ts'
import { navigate, useRoute } from '../state/route.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { LiveButton } from './live-button.tsx'

/** Search, conditions of the host, and the stream. `covered`: the delivery pane lies over it. */
export function StreamColumn({ covered }: { covered: boolean }) {
  const page = useRoute((route) => route.page)
  const endpoint = useEndpoint(page.kind === 'stream' ? page.endpointId : null)
  return (
    <section aria-label="Stream" inert={covered} className="stream flex min-h-0 min-w-0 flex-col">
      <div className="flex h-11 flex-none items-center gap-2 border-b border-line px-3">
        <SearchBox />
        {endpoint ? (
          <>
            <CopyButton text={endpoint.publicUrl ?? endpoint.url} label={`Copy the URL of ${endpoint.name}`} />
            <IconButton
              label={`Settings of ${endpoint.name}`}
              icon={<SlidersHorizontal />}
              onClick={() => navigate({ page: { kind: 'endpoint-settings', endpointId: endpoint.id } })}
            />
          </>
        ) : null}
        <LiveButton />
      </div>
      <Banners />
      <StreamList />
    </section>
  )
}
