import type { AppClient } from '#shared/api/contract.ts'
import { useGuide } from '../state/guide-store.ts'
import { navigate } from '../state/route.ts'
import { updateSettings } from '../state/settings-store.ts'

/** Shows the first-run guide, also where deliveries have arrived already. */
export function openGuide(): void {
  useGuide.setState({ open: true })
  navigate({ page: { kind: 'stream', endpointId: null }, deliveryId: null, query: '' })
}

/** Puts the guide away for good; it can be opened again. */
export async function closeGuide(client: AppClient): Promise<void> {
  useGuide.setState({ open: false })
  await updateSettings(client, { guideDone: true })
}
