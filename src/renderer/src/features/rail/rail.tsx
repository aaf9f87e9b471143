import { AlignLeft, Bookmark, Plus, SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useEndpoints } from '../../state/endpoints-store.ts'
import { useHost } from '../../state/host-store.ts'
import { hrefFor, useRoute } from '../../state/route.ts'
import { savedViews } from '../../state/saved-views.ts'
import { useCount } from '../../state/use-count.ts'
import { BrandSign } from '../../ui/brand.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { EndpointItem } from './endpoint-item.tsx'
import { NewEndpointDialog } from './new-endpoint-dialog.tsx'
import { RailItem } from './rail-item.tsx'
import { useRailCommands } from './use-rail-commands.tsx'

/** The left rail: where deliveries come in, and views of them. */
export function Rail() {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const endpoints = useEndpoints((state) => state.endpoints)
  const total = useHost((state) => state.status?.deliveries ?? null)
  const [creating, setCreating] = useState(false)
  useRailCommands(() => setCreating(true))

  const onAll = page.kind === 'stream' && page.endpointId === null
  const view = onAll ? savedViews.find((each) => each.query === query) : undefined
  return (
    <aside aria-label="Endpoints and views" className="rail flex min-h-0 flex-col border-r border-line bg-rail">
      <div className="flex h-11 flex-none items-center gap-2 border-b border-line px-3 font-semibold rail-narrow:justify-center rail-narrow:px-0">
        <BrandSign />
        <span className="rail-narrow:hidden">Switchhook</span>
      </div>
      <nav aria-label="Deliveries" className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto py-2">
        <RailItem
          href={hrefFor({ kind: 'stream', endpointId: null })}
          current={onAll && !view}
          icon={<AlignLeft />}
          count={total}
          keys="g a"
        >
          All deliveries
        </RailItem>
        <div className="mt-3 flex h-6 items-center pr-2 pl-3 text-11 font-medium text-ink-3 rail-narrow:mx-3 rail-narrow:my-2 rail-narrow:h-auto rail-narrow:justify-center rail-narrow:border-t rail-narrow:border-line rail-narrow:p-0 rail-narrow:pt-1">
          <h2 className="flex-1 rail-narrow:hidden">Endpoints</h2>
          <IconButton label="New endpoint" keys="n" icon={<Plus />} onClick={() => setCreating(true)} />
        </div>
        {endpoints?.map((endpoint, index) => (
          <EndpointItem
            key={endpoint.id}
            endpoint={endpoint}
            number={index + 1}
            current={page.kind !== 'settings' && page.endpointId === endpoint.id}
          />
        ))}
        <div className="mt-3 flex h-6 items-center px-3 text-11 font-medium text-ink-3 rail-narrow:mx-3 rail-narrow:my-2 rail-narrow:h-0 rail-narrow:border-t rail-narrow:border-line rail-narrow:p-0">
          <h2 className="rail-narrow:hidden">Saved views</h2>
        </div>
        {savedViews.map((each) => (
          <SavedViewItem key={each.query} {...each} current={view === each} />
        ))}
      </nav>
      <div className="flex-none border-t border-line py-2">
        <RailItem href={hrefFor({ kind: 'settings' })} current={page.kind === 'settings'} icon={<SlidersHorizontal />}>
          Settings
        </RailItem>
      </div>
      {creating ? <NewEndpointDialog onClose={() => setCreating(false)} /> : null}
    </aside>
  )
}

function SavedViewItem({ title, query, current }: { title: string; query: string; current: boolean }) {
  const count = useCount(query)
  return (
    <RailItem
      href={hrefFor({ kind: 'stream', endpointId: null }, query)}
      current={current}
      icon={<Bookmark />}
      count={count}
      short
    >
      {title}
    </RailItem>
  )
}
