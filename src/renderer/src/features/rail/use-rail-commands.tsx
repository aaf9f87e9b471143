import { AlignLeft, Bookmark, Plug, Plus, SlidersHorizontal } from 'lucide-react'
import { type Command, useCommands } from '../../state/commands.ts'
import { useEndpoints } from '../../state/endpoints-store.ts'
import { useProviders } from '../../state/providers-store.ts'
import { navigate, type Page } from '../../state/route.ts'
import { savedViews } from '../../state/saved-views.ts'

const goTo = (page: Page, query = '') => navigate({ page, query, deliveryId: null })

/** Everything the rail leads to, as commands. */
export function useRailCommands(create: () => void): void {
  const endpoints = useEndpoints((state) => state.endpoints) ?? []
  const providers = useProviders((state) => state.byId)
  useCommands([
    {
      id: 'go.all',
      title: 'All deliveries',
      group: 'Go to',
      keys: ['g a'],
      icon: <AlignLeft />,
      run: () => goTo({ kind: 'stream', endpointId: null }),
    },
    ...endpoints.map(
      (endpoint, index): Command => ({
        id: `go.endpoint.${endpoint.id}`,
        title: endpoint.name,
        note: `endpoint, ${endpoint.provider === null ? 'detect' : (providers.get(endpoint.provider)?.name ?? endpoint.provider)}`,
        group: 'Go to',
        ...(index < 9 ? { keys: [`g ${index + 1}`] } : {}),
        icon: <Plug />,
        run: () => goTo({ kind: 'stream', endpointId: endpoint.id }),
      }),
    ),
    ...endpoints.map(
      (endpoint): Command => ({
        id: `go.settings.${endpoint.id}`,
        title: `Settings of ${endpoint.name}`,
        note: 'endpoint',
        group: 'Go to',
        icon: <SlidersHorizontal />,
        run: () => goTo({ kind: 'endpoint-settings', endpointId: endpoint.id }),
      }),
    ),
    ...savedViews.map(
      (view): Command => ({
        id: `go.view.${view.query}`,
        title: view.title,
        note: 'saved view',
        group: 'Go to',
        icon: <Bookmark />,
        run: () => goTo({ kind: 'stream', endpointId: null }, view.query),
      }),
    ),
    {
      id: 'go.settings',
      title: 'Settings',
      group: 'Go to',
      icon: <SlidersHorizontal />,
      run: () => goTo({ kind: 'settings' }),
    },
    { id: 'endpoint.new', title: 'New endpoint…', group: 'Switchhook', keys: ['n'], icon: <Plus />, run: create },
  ])
}
