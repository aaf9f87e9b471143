import { useGuide } from '../state/guide-store.ts'
import { useHost } from '../state/host-store.ts'
import { useRoute } from '../state/route.ts'
import { useSettings } from '../state/settings-store.ts'

/** Nothing has arrived yet, and the user has not put the guide away, or asked for it: it stands above the stream. */
export function useFirstRun(): boolean {
  const plain = useRoute(
    ({ page, query, deliveryId }) =>
      page.kind === 'stream' && page.endpointId === null && query === '' && deliveryId === null,
  )
  const none = useHost((state) => state.status?.deliveries === 0)
  const done = useSettings((state) => state.settings?.guideDone ?? true)
  const asked = useGuide((state) => state.open)
  return plain && (asked || (none && !done))
}
