import { Bookmark, Ellipsis, Plus } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { SavedView } from '#shared/model/saved-view.ts'
import { loadLater } from '../../parts/load-later.tsx'
import { useClient } from '../../state/client.tsx'
import { type Command, useCommands } from '../../state/commands.ts'
import { useCount } from '../../state/live-state.ts'
import { hrefFor, navigate, useRoute } from '../../state/route.ts'
import {
  editView,
  moveView,
  removeView,
  restoreViews,
  useFollowSavedViews,
  useSavedViews,
} from '../../state/saved-views.ts'
import { IconButton } from '../../ui/buttons.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/overlays.tsx'
import { RailItem } from './rail-item.tsx'

const SavedViewDialog = loadLater(async () => (await import('./saved-view-dialog.tsx')).SavedViewDialog, {
  noPlaceholder: true,
})

const all = { kind: 'stream', endpointId: null } as const

/** Searches with a name, in the user's order. `current`: the search that is shown, null on other pages. */
export function SavedViewList({ current }: { current: string | null }) {
  useFollowSavedViews()
  const views = useSavedViews((state) => state.views)
  const editing = useSavedViews((state) => state.editing)
  const shown = views?.find(({ query }) => query === current) ?? null
  useViewCommands(shown)
  return (
    <>
      <div className="mt-3 flex h-6 items-center pr-2 pl-3 text-11 font-medium text-ink-3 rail-narrow:mx-3 rail-narrow:my-2 rail-narrow:h-0 rail-narrow:border-t rail-narrow:border-line rail-narrow:p-0">
        <h2 className="flex-1 rail-narrow:hidden">Saved views</h2>
        <span className="rail-narrow:hidden">
          <IconButton label="Save a search as a view" keys="Shift+v" icon={<Plus />} onClick={editCurrent} />
        </span>
      </div>
      {views?.map((view, index) => (
        <SavedViewItem
          key={view.id}
          view={view}
          current={view === shown}
          first={index === 0}
          last={index === views.length - 1}
        />
      ))}
      {views?.length === 0 ? <p className="px-3 py-1 text-12 text-ink-3 rail-narrow:hidden">None.</p> : null}
      {editing ? <SavedViewDialog key={editing.id} view={editing} /> : null}
    </>
  )
}

/** The search of the stream that is shown, as a view to be named. */
function editCurrent(): void {
  editView({ id: null, name: '', query: useRoute.getState().query })
}

interface SavedViewItemProps {
  readonly view: SavedView
  readonly current: boolean
  readonly first: boolean
  readonly last: boolean
}

function SavedViewItem({ view, current, first, last }: SavedViewItemProps) {
  const client = useClient()
  const count = useCount(view.query)
  const move = async (by: -1 | 1) => {
    await moveView(client, view.id, by)
    // The line may have been taken out and put in again.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-view="${view.id}"] > a`)?.focus())
  }
  const keys: Readonly<Record<string, () => void>> = {
    F2: () => editView(view),
    Delete: () => removeView(client, view),
    'Alt+ArrowUp': () => void move(-1),
    'Alt+ArrowDown': () => void move(1),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const run =
      event.target instanceof HTMLAnchorElement ? keys[`${event.altKey ? 'Alt+' : ''}${event.key}`] : undefined
    if (!run) return
    event.preventDefault()
    run()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the link inside.
    <div data-view={view.id} className="group relative" onKeyDown={onKeyDown}>
      <RailItem href={hrefFor(all, view.query)} current={current} icon={<Bookmark />} count={count} short>
        {view.name}
      </RailItem>
      <span className="absolute top-[5px] right-2 rounded-5 bg-rail opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 rail-narrow:hidden">
        <Menu trigger={<IconButton label={`More for ${view.name}`} size={18} icon={<Ellipsis />} />}>
          <MenuItem keys="F2" onSelect={() => requestAnimationFrame(() => editView(view))}>
            Rename or change…
          </MenuItem>
          <MenuItem keys="Alt+ArrowUp" disabled={first} onSelect={() => void move(-1)}>
            Move up
          </MenuItem>
          <MenuItem keys="Alt+ArrowDown" disabled={last} onSelect={() => void move(1)}>
            Move down
          </MenuItem>
          <MenuSeparator />
          <MenuItem keys="Delete" danger onSelect={() => removeView(client, view)}>
            Remove
          </MenuItem>
        </Menu>
      </span>
    </div>
  )
}

/** What can be done with views, for the keyboard and the palette. */
function useViewCommands(shown: SavedView | null): void {
  const client = useClient()
  const views = useSavedViews((state) => state.views) ?? []
  const query = useRoute((route) => route.query)
  useCommands([
    ...views.map(
      (view): Command => ({
        id: `go.view.${view.id}`,
        title: view.name,
        note: 'saved view',
        keywords: view.query,
        group: 'Go to',
        icon: <Bookmark />,
        run: () => navigate({ page: all, query: view.query, deliveryId: null }),
      }),
    ),
    {
      id: 'view.save',
      title: 'Save the search as a view…',
      group: 'Stream',
      keys: ['Shift+v'],
      keywords: 'bookmark filter',
      when: () => query !== '' && shown === null && useRoute.getState().page.kind === 'stream',
      run: editCurrent,
    },
    ...(shown
      ? ([
          {
            id: 'view.edit',
            title: `Rename or change the view “${shown.name}”…`,
            group: 'Stream',
            keys: ['Shift+v'],
            run: () => editView(shown),
          },
          {
            id: 'view.remove',
            title: `Remove the view “${shown.name}”`,
            group: 'Stream',
            run: () => removeView(client, shown),
          },
        ] satisfies Command[])
      : []),
    {
      id: 'view.restore',
      title: 'Bring the first saved views back',
      group: 'Stream',
      keywords: 'restore default views',
      run: () => restoreViews(client),
    },
  ])
}
