import { Bookmark, Download, Ellipsis, FileUp, Trash2 } from 'lucide-react'
import { memo } from 'react'
import { useCommands } from '../../state/commands.ts'
import { askExport } from '../../state/export-question.ts'
import { askImport } from '../../state/import-question.ts'
import { useEndpoint } from '../../state/live-state.ts'
import { askRemovalOf } from '../../state/removal.ts'
import { type Route, streamEndpoint, useRoute } from '../../state/route.ts'
import { editView } from '../../state/saved-views.ts'
import { streamQuery } from '../../state/stream-store.ts'
import { IconButton } from '../../ui/buttons.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/overlays.tsx'

/** What can be done with all that the list shows. The list changes all the time, and this does not. */
export const ListMenu = memo(function ListMenu({ empty }: { empty: boolean }) {
  const query = useRoute((route) => route.query)
  const { ask, title } = useRemoveAll(empty)
  return (
    <Menu trigger={<IconButton label="More for this list" icon={<Ellipsis />} className="ml-1" />}>
      <MenuItem
        icon={<Bookmark />}
        keys="Shift+v"
        disabled={query === ''}
        onSelect={() => requestAnimationFrame(() => editView({ id: null, name: '', query }))}
      >
        Save the search as a view…
      </MenuItem>
      <MenuItem icon={<Download />} disabled={empty} onSelect={() => requestAnimationFrame(() => askExport('search'))}>
        {query === '' ? 'Export all…' : 'Export all that the search finds…'}
      </MenuItem>
      <MenuItem icon={<Download />} onSelect={() => requestAnimationFrame(() => askExport('arrivals'))}>
        Export what arrives from now on…
      </MenuItem>
      <MenuItem icon={<FileUp />} keys="i" onSelect={() => requestAnimationFrame(() => askImport())}>
        Import…
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 />}
        danger
        keys="Shift+Delete"
        disabled={empty}
        onSelect={() => requestAnimationFrame(ask)}
      >
        {title}
      </MenuItem>
    </Menu>
  )
})

/** Asks about all that the page and its search box find; by key, in the palette and in the menu. */
function useRemoveAll(empty: boolean): { readonly ask: () => void; readonly title: string } {
  const query = useRoute((route) => route.query)
  const endpoint = useEndpoint(useRoute(({ page }) => streamEndpoint(page)))
  const of = endpoint === null ? '' : ` of ${endpoint.name}`
  const title = query === '' ? `Delete all deliveries${of}…` : 'Delete all that the search finds…'
  const ask = () => {
    const route: Pick<Route, 'page' | 'query'> = useRoute.getState()
    const what = route.query === '' ? `All deliveries${of}` : `What the search finds among the deliveries${of}`
    askRemovalOf(streamQuery(route), what)
  }
  useCommands([
    {
      id: 'stream.remove-all',
      title,
      group: 'Stream',
      keys: ['Shift+Delete'],
      keywords: 'clear remove search',
      icon: <Trash2 />,
      when: () => !empty,
      run: ask,
    },
  ])
  return { ask, title }
}
