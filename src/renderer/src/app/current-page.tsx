import { EndpointSettings } from '../features/endpoint-settings/endpoint-settings.tsx'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { useRoute } from '../state/route.ts'
import { StreamPage } from './stream-page.tsx'

/** What the address asks for. */
export function CurrentPage() {
  const page = useRoute((route) => route.page)
  if (page.kind === 'settings') return <SettingsPage />
  if (page.kind === 'endpoint-settings') return <EndpointSettings key={page.endpointId} id={page.endpointId} />
  return <StreamPage />
}
